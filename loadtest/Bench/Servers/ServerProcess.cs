using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using Commerce.Bench.Load;

namespace Commerce.Bench.Servers;

/// <summary>A server as a process of its own on 127.0.0.1, which is told to stop when disposed.</summary>
internal class ServerProcess : IAsyncDisposable
{
    private const int KeptLines = 20;

    private static readonly TimeSpan s_startTimeout = TimeSpan.FromSeconds(60);

    private readonly Process _process;
    private readonly ConcurrentQueue<string> _lastLines = new();

    protected ServerProcess(int port, string program, params IEnumerable<string> arguments)
    {
        Address = new IPEndPoint(IPAddress.Loopback, port);
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        HttpLoad.RestoreThreads(start.Environment);
        _process = Process.Start(start)!;
        _process.OutputDataReceived += Keep;
        _process.ErrorDataReceived += Keep;
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    public IPEndPoint Address { get; }

    /// <summary>MiB of memory that are resident now.</summary>
    public double ResidentMiB => StatusMiB("VmRSS:");

    /// <summary>MiB of memory that were resident at the most.</summary>
    public double PeakMiB => StatusMiB("VmHWM:");

    /// <summary>Processor time that the process took so far.</summary>
    public TimeSpan CpuTime
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    /// <summary>Processor time that servers behind this one took so far.</summary>
    protected virtual TimeSpan StoresCpuTime => TimeSpan.Zero;

    private CpuUse Cpu => new(CpuTime, StoresCpuTime, Environment.CpuUsage.TotalTime);

    /// <summary>Puts the server under load.</summary>
    /// <param name="conversation">What a connection says; called once for each.</param>
    /// <param name="connections">How many at once.</param>
    /// <param name="warmUp">How long before measuring starts.</param>
    /// <param name="duration">How long is measured.</param>
    public async Task<LoadResult> LoadAsync(Func<IConversation> conversation, int connections, TimeSpan warmUp, TimeSpan duration)
    {
        var before = Cpu;
        var result = await HttpLoad.RunAsync(Address, conversation, connections, warmUp, duration);
        return result with { Cpu = Cpu - before };
    }

    /// <summary>Kills it, as a power cut of this process alone would.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    public virtual async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        if (!_process.HasExited)
        {
            using var kill = Process.Start("kill", _process.Id.ToString(CultureInfo.InvariantCulture));
            await _process.WaitForExitAsync();
        }
        _process.Dispose();
    }

    /// <summary>Asks until the answer is yes.</summary>
    /// <exception cref="InvalidOperationException">The server ended, or did not get there in time.</exception>
    protected async Task ReadyAsync(Func<Task<bool>> ask)
    {
        for (var started = Stopwatch.StartNew(); !await ask();)
        {
            if (_process.HasExited || started.Elapsed > s_startTimeout)
                throw new InvalidOperationException($"{_process.StartInfo.FileName} did not start:\n{string.Join('\n', _lastLines)}");
            await Task.Delay(50); // polling another process: there is nothing to await
        }
    }

    /// <summary>Waits until the server answers HTTP at all.</summary>
    protected async Task ListensAsync()
    {
        using var http = new HttpClient();
        await ReadyAsync(async () =>
        {
            try
            {
                using var answer = await http.GetAsync(new Uri($"http://{Address}/"));
                return true;
            }
            catch (HttpRequestException)
            {
                return false;
            }
        });
    }

    private void Keep(object sender, DataReceivedEventArgs line)
    {
        if (line.Data is not { } text)
            return;
        _lastLines.Enqueue(text);
        if (_lastLines.Count > KeptLines)
            _lastLines.TryDequeue(out _);
    }

    private double StatusMiB(string name)
    {
        var line = File.ReadLines($"/proc/{_process.Id}/status").First(l => l.StartsWith(name, StringComparison.Ordinal));
        return double.Parse(line[name.Length..].Replace("kB", "", StringComparison.Ordinal), CultureInfo.InvariantCulture) / 1024;
    }
}
