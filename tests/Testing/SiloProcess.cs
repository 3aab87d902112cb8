using System.Globalization;

namespace Commerce.Testing;

/// <summary>
/// A silo as its users run it: the real program on ports of its own. It can be stopped, killed and started again on the
/// same data.
/// </summary>
public sealed class SiloProcess : IAsyncDisposable
{
    /// <summary>The key of <c>/admin</c>.</summary>
    public const string AdminKey = "key-for-tests";

    private readonly TempFolder _folder = new();
    private readonly string[] _arguments;
    private SiloProgram? _program;

    /// <summary>Prepares a silo; it is not started yet.</summary>
    /// <param name="settings">Settings beyond ports and key, such as those of a <see cref="SiloStore"/>.</param>
    public SiloProcess(params IEnumerable<string> settings)
    {
        Address = new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{Ports.Free()}"));
        _arguments =
        [
            $"--Urls={Address}",
            string.Create(CultureInfo.InvariantCulture, $"--Clustering:SiloPort={Ports.Free()}"),
            string.Create(CultureInfo.InvariantCulture, $"--Clustering:GatewayPort={Ports.Free()}"),
            $"--Admin:ApiKey={AdminKey}",
            "--Http:WarmUpFor=00:00:00", // tests start many, and measure none of them
            .. settings,
        ];
        Http = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = Address, Timeout = TimeSpan.FromSeconds(30) };
    }

    public Uri Address { get; }

    /// <summary>Which program it is: a silo, or the API as a process of its own.</summary>
    public string Program { get; init; } = SiloProgram.Silo;

    /// <summary>Whether it was started and has not ended.</summary>
    public bool IsRunning => _program is { Process.HasExited: false };

    /// <summary>The folder the program is started in.</summary>
    public string Directory => _folder.Path;

    /// <summary>A client of this silo; it survives the silo's restarts.</summary>
    public HttpClient Http { get; }

    /// <summary>All that the last start printed so far.</summary>
    public string Output => _program?.Output ?? "";

    /// <summary>Starts the program and waits until it is ready.</summary>
    public async Task StartAsync()
    {
        Launch();
        await Eventually.HoldsAsync($"readiness of {Address}", IsReadyAsync);
    }

    /// <summary>Starts the program.</summary>
    public void Launch()
    {
        _program?.Dispose();
        _program = new SiloProgram(Directory, _arguments, Program);
    }

    /// <summary>Asks whether it is ready.</summary>
    /// <exception cref="InvalidOperationException">It has ended.</exception>
    public async Task<bool> IsReadyAsync()
    {
        if (_program!.Process.HasExited)
            throw new InvalidOperationException($"The silo ended with {_program.Process.ExitCode}. It printed:\n{Output}");
        try
        {
            using var response = await Http.GetAsync("/health/ready");
            return response.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false; // not listening yet
        }
    }

    /// <summary>Kills the process: nothing in it gets to run any more.</summary>
    public async Task KillAsync()
    {
        _program!.Process.Kill();
        await _program.EndAsync();
    }

    /// <summary>Asks the process to stop.</summary>
    /// <param name="signal"><c>TERM</c>, as orchestrators do, or <c>INT</c>, as Ctrl-C does.</param>
    /// <returns>Its exit code.</returns>
    public Task<int> StopAsync(string signal = "TERM")
    {
        Signal(signal);
        return _program!.EndAsync();
    }

    /// <summary>Sends a signal and does not wait.</summary>
    public void Signal(string signal) => _program!.Process.Signal(signal);

    /// <summary>Waits until the process has ended.</summary>
    /// <returns>Its exit code.</returns>
    public Task<int> EndAsync() => _program!.EndAsync();

    public ValueTask DisposeAsync()
    {
        Http.Dispose();
        _program?.Dispose();
        _folder.Dispose();
        return default;
    }
}
