using System.Diagnostics;
using MySqlConnector;
using Xunit;

namespace Commerce.Testing;

/// <summary>A test that needs a MySQL-compatible server; skipped, with the reason, where there is none.</summary>
public sealed class MariaDbFactAttribute : FactAttribute
{
    public MariaDbFactAttribute()
    {
        if (!MariaDbServer.IsInstalled)
            Skip = MariaDbServer.SkipReason;
    }
}

/// <summary>As <see cref="MariaDbFactAttribute"/>, with data.</summary>
public sealed class MariaDbTheoryAttribute : TheoryAttribute
{
    public MariaDbTheoryAttribute()
    {
        if (!MariaDbServer.IsInstalled)
            Skip = MariaDbServer.SkipReason;
    }
}

/// <summary>
/// A private MariaDB, or MySQL (<see cref="SqlServerProgram"/>), on 127.0.0.1 with a data folder and a port of its own,
/// flushing to disk at every commit. It can be stopped, killed and started again on the same data.
/// </summary>
public sealed class MariaDbServer : IAsyncDisposable
{
    public const string SkipReason = SqlServerProgram.SkipReason;

    private const int Attempts = 3;

    private static readonly TimeSpan s_startTimeout = TimeSpan.FromSeconds(60);

    private readonly string _directory = Path.Combine(Path.GetTempPath(), $"commerce-sql-{Guid.NewGuid():N}");
    private readonly SqlServerProgram _program;
    private Process? _server;

    private readonly string[] _options;

    private MariaDbServer(SqlServerProgram program, int port, string[] options) => (_program, Port, _options) = (program, port, options);

    public static bool IsInstalled => SqlServerProgram.Installed is not null;

    public int Port { get; }

    /// <summary>Processor time that the running server took so far.</summary>
    public TimeSpan CpuTime
    {
        get
        {
            _server!.Refresh();
            return _server.TotalProcessorTime;
        }
    }

    public string ConnectionStringFor(string database) =>
        $"Server=127.0.0.1;Port={Port};User ID=root;Database={database};SslMode=None;AllowPublicKeyRetrieval=true";

    /// <summary>Installs a fresh data folder and starts the server.</summary>
    /// <param name="options">Options of the server, such as <c>--max-connections=20</c>; they win over those given here.</param>
    public static async Task<MariaDbServer> StartNewAsync(params string[] options)
    {
        var program = SqlServerProgram.Installed ?? throw new InvalidOperationException(SkipReason);
        for (var attempt = 1; ; attempt++)
        {
            var server = new MariaDbServer(program, Ports.Free(), options);
            try
            {
                await server.InstallAsync();
                await server.StartAsync();
                return server;
            }
            catch (Exception unfinished) when (attempt < Attempts
                && unfinished is InstallException or MySqlException { ErrorCode: MySqlErrorCode.HostNotPrivileged })
            {
                await server.DisposeAsync(); // it has no users: its installation did not come to its end
            }
        }
    }

    private async Task InstallAsync()
    {
        Directory.CreateDirectory(_directory);
        using var install = Run(_program.Initialise(_directory));
        await install.WaitForExitAsync();
        if (install.ExitCode != 0)
            throw new InstallException($"The database was not installed in {_directory}: exit code {install.ExitCode}.");
    }

    /// <summary>Makes an empty database with a name of its own.</summary>
    /// <returns>Its connection string.</returns>
    public async Task<string> CreateDatabaseAsync()
    {
        var name = $"commerce_{Guid.NewGuid():N}";
        await using var connection = new MySqlConnection(ConnectionStringFor(""));
        await connection.OpenAsync();
        await using var create = new MySqlCommand($"CREATE DATABASE {name}", connection);
        await create.ExecuteNonQueryAsync();
        return ConnectionStringFor(name);
    }

    /// <summary>
    /// Makes a second server with the data as they are now, as a replica has them that hears no more. This one is down
    /// meanwhile.
    /// </summary>
    public async Task<MariaDbServer> CopyAsync()
    {
        await StopAsync();
        var copy = new MariaDbServer(_program, Ports.Free(), _options);
        foreach (var file in Directory.EnumerateFiles(_directory + "/data", "*", SearchOption.AllDirectories))
        {
            var target = copy._directory + file[_directory.Length..];
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }
        await Task.WhenAll(StartAsync(), copy.StartAsync());
        return copy;
    }

    /// <summary>Runs a statement from outside everybody's pools.</summary>
    public async Task ExecuteAsync(string sql, string database = "")
    {
        await using var connection = new MySqlConnection(ConnectionStringFor(database) + ";Pooling=false");
        await connection.OpenAsync();
        await using var command = new MySqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    public async Task StartAsync()
    {
        _server = Run(_program.Serve(_directory, Port, _options));
        var started = Stopwatch.StartNew();
        while (true)
        {
            try
            {
                await using var connection = new MySqlConnection(ConnectionStringFor("") + ";Pooling=false");
                await connection.OpenAsync();
                return;
            }
            catch (MySqlException early) when (
                early.ErrorCode != MySqlErrorCode.HostNotPrivileged && started.Elapsed < s_startTimeout && !_server.HasExited)
            {
                await Task.Delay(50); // polling another process: there is nothing to await
            }
        }
    }

    /// <summary>Stops the server in order; the data stays.</summary>
    public Task StopAsync() => EndAsync(process => process.Signal("TERM"));

    /// <summary>Kills the server as a power cut would; the data stays.</summary>
    public Task KillAsync() => EndAsync(process => process.Kill());

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        Directory.Delete(_directory, recursive: true);
    }

    private async Task EndAsync(Action<Process> end)
    {
        if (_server is not { } server)
            return;
        if (!server.HasExited)
            end(server);
        await server.WaitForExitAsync();
        server.Dispose();
        _server = null;
    }

    private static Process Run(ProcessStartInfo start)
    {
        (start.RedirectStandardOutput, start.RedirectStandardError) = (true, true);
        var process = Process.Start(start)!;
        process.OutputDataReceived += (_, _) => { };
        process.ErrorDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return process;
    }

    private sealed class InstallException(string message) : Exception(message);
}
