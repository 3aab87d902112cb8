using System.Diagnostics;
using System.Reflection;
using System.Text;

namespace Commerce.Testing;

/// <summary>What one run of the program ended with.</summary>
/// <param name="ExitCode">Its exit code.</param>
/// <param name="Output">All that it printed.</param>
public sealed record ProgramResult(int ExitCode, string Output);

/// <summary>One run of the real program, as it was built, in a process of its own.</summary>
public sealed class SiloProgram : IDisposable
{
    /// <summary>The silo.</summary>
    public const string Silo = "SiloProgram";

    /// <summary>The API in a process of its own.</summary>
    public const string Api = "ApiProgram";

    // What whoever runs the tests has set for programs of their own.
    private static readonly string[] s_foreign =
        ["DOTNET_ENVIRONMENT", "ASPNETCORE_ENVIRONMENT", "ASPNETCORE_URLS", "DOTNET_URLS", "OTEL_EXPORTER_OTLP_ENDPOINT"];

    private readonly StringBuilder _output = new();

    /// <summary>Starts the program.</summary>
    /// <param name="directory">Where it is started.</param>
    /// <param name="arguments">A command, settings, or both.</param>
    /// <param name="program"><see cref="Silo"/> or <see cref="Api"/>.</param>
    /// <param name="environment">Variables of its environment.</param>
    public SiloProgram(
        string directory, IEnumerable<string> arguments, string program = Silo, IReadOnlyDictionary<string, string>? environment = null)
    {
        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet",
            [Assembly(program), .. arguments])
        {
            WorkingDirectory = directory,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var variable in s_foreign)
            start.Environment.Remove(variable);
        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
            start.Environment[name] = value;
        Process = Process.Start(start)!;
        Process.OutputDataReceived += (_, line) => Keep(line.Data);
        Process.ErrorDataReceived += (_, line) => Keep(line.Data);
        Process.BeginOutputReadLine();
        Process.BeginErrorReadLine();
    }

    public Process Process { get; }

    /// <summary>All that it printed so far.</summary>
    public string Output
    {
        get
        {
            lock (_output)
                return _output.ToString();
        }
    }

    /// <summary>Runs the program to its end.</summary>
    public static async Task<ProgramResult> RunAsync(string directory, params IEnumerable<string> arguments)
    {
        using var program = new SiloProgram(directory, arguments);
        return new(await program.EndAsync(), program.Output);
    }

    /// <summary>Runs the program to its end, with variables of its environment.</summary>
    public static async Task<ProgramResult> RunAsync(
        string directory, IEnumerable<string> arguments, IReadOnlyDictionary<string, string> environment)
    {
        using var program = new SiloProgram(directory, arguments, environment: environment);
        return new(await program.EndAsync(), program.Output);
    }

    /// <summary>Waits until the program ends by itself.</summary>
    /// <returns>Its exit code.</returns>
    /// <exception cref="TimeoutException">It did not end within a minute; it was killed.</exception>
    public async Task<int> EndAsync()
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        try
        {
            await Process.WaitForExitAsync(deadline.Token);
            return Process.ExitCode;
        }
        catch (OperationCanceledException)
        {
            Process.Kill();
            throw new TimeoutException($"The program did not end within a minute. It printed:\n{Output}");
        }
    }

    public void Dispose()
    {
        if (!Process.HasExited)
            Process.Kill();
        Process.Dispose();
    }

    private static string Assembly(string program) =>
        typeof(SiloProgram).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(data => data.Key == program).Value!;

    private void Keep(string? line)
    {
        lock (_output)
            _output.AppendLine(line);
    }
}
