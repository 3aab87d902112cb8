using System.Diagnostics.Metrics;
using System.Text.Json;
using Commerce.Cluster;
using Commerce.Telemetry;
using Microsoft.Extensions.Options;

namespace Commerce.Live;

/// <summary>A snapshot as it is sent.</summary>
/// <param name="Sequence">Its number.</param>
/// <param name="Bytes">The event, shared by all who are sent it.</param>
internal sealed record LiveFrame(long Sequence, ReadOnlyMemory<byte> Bytes);

/// <summary>
/// Makes a snapshot a second while somebody watches, once for all of them, and listens to the meters only as long; one in two seconds for
/// more than 250 viewers, and so on. Nothing is kept for a viewer: who is slow is sent the latest snapshot next, and never sees those
/// between.
/// </summary>
internal sealed partial class LiveFeed(
    IMeterFactory meters, LiveSubjects subjects, LiveSilos silos, Rush rush, TimeProvider clock, IOptions<LiveOptions> options,
    ILogger<LiveFeed> logger, ClusterConnection? cluster = null)
{
    // Viewers are woken in parts, so that many of them do not all at once take the processor from customers.
    private const int Parts = 10;
    private const int FewViewers = 50;

    // With more viewers than this snapshots become rarer, for all of them.
    private const int MostSentPerSecond = 250;

    private static readonly TimeSpan s_period = TimeSpan.FromSeconds(1);

    // A grain that does not answer must not hold up what is known without it.
    private static readonly TimeSpan s_patience = s_period / 2;

    private readonly Lock _joining = new();
    private readonly TaskCompletionSource[] _next = [.. Enumerable.Range(0, Parts).Select(_ => NewSignal())];
    private readonly LineAllowance _lines = new(TimeProvider.System);
    private volatile object? _run; // one for each time that somebody watches
    private volatile LiveFrame? _latest;
    private volatile int _viewers;
    private int _joined;

    /// <summary>Begins to watch.</summary>
    /// <param name="interest">What the viewer chose.</param>
    /// <returns>The viewer, to be disposed of; <see langword="null"/> when as many watch as may.</returns>
    public LiveViewer? Join(LiveInterest interest)
    {
        lock (_joining)
        {
            if (_viewers >= options.Value.MaxViewers)
                return null;
            subjects.Add(interest);
            _viewers++;
            if (_run is null)
            {
                var run = _run = new object();
                _ = Task.Run(() => RunAsync(run));
            }
            return new(this, interest, _joined++ % Parts);
        }
    }

    /// <summary>Waits for a snapshot that a viewer was not sent.</summary>
    /// <param name="part">The viewer's part.</param>
    /// <param name="sent">The one it was sent last; 0 for none.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="OperationCanceledException">
    /// The wait was ended, or no snapshot can be made: whoever comes again begins anew.
    /// </exception>
    public async ValueTask<LiveFrame> NextAsync(int part, long sent, CancellationToken cancellationToken)
    {
        while (true)
        {
            var next = Volatile.Read(ref _next[part]).Task; // before the look: what comes between them wakes it
            if (_latest is { } frame && frame.Sequence != sent)
                return frame;
            if (_run is null)
                throw new OperationCanceledException("Snapshots have ended.");
            await next.WaitAsync(cancellationToken);
        }
    }

    /// <summary>Ends a viewer.</summary>
    public void Leave(LiveInterest interest)
    {
        lock (_joining)
        {
            subjects.Remove(interest);
            if (--_viewers > 0)
                return;
            (_run, _latest) = (null, null);
        }
    }

    private async Task RunAsync(object run)
    {
        try
        {
            await MakeSnapshotsAsync(run);
        }
        catch (Exception failure)
        {
            if (_lines.Take().Log)
                LogEnded(logger, failure);
            lock (_joining)
            {
                if (_run == run)
                    (_run, _latest) = (null, null);
            }
            await WakeAsync(TimeSpan.Zero);
        }
    }

    private async Task MakeSnapshotsAsync(object run)
    {
        using var listening = new LiveMeters(meters);
        using var timer = new PeriodicTimer(s_period); // by the machine's time, whatever clock the shop goes by
        var readings = new LiveReadings(listening, subjects, silos, rush, clock);
        do
        {
            if (cluster is null or { IsConnected: true }) // a silo's own process needs no connection
            {
                silos.Ask();
                await Task.WhenAny(subjects.ReadAsync(), Task.Delay(s_patience));
            }
            if (!Publish(FrameOf(readings.Next(_viewers)), run))
                return;
            var period = s_period * Math.Ceiling(Math.Max(1, (double)_viewers / MostSentPerSecond));
            if (timer.Period != period)
                timer.Period = period;
            await WakeAsync(period * 0.8 / Parts);
        }
        while (await timer.WaitForNextTickAsync());
    }

    // Not any more when nobody watches, or somebody began to after that.
    private bool Publish(LiveFrame frame, object run)
    {
        lock (_joining)
        {
            if (_run != run)
                return false;
            _latest = frame;
            return true;
        }
    }

    private async Task WakeAsync(TimeSpan betweenParts)
    {
        for (var part = 0; part < Parts; part++)
        {
            Interlocked.Exchange(ref _next[part], NewSignal()).SetResult();
            if (_viewers > FewViewers)
                await Task.Delay(betweenParts);
        }
    }

    private static LiveFrame FrameOf(LiveSnapshot snapshot) =>
        new(snapshot.Sequence, (byte[])
            [.. "event: snapshot\ndata: "u8, .. JsonSerializer.SerializeToUtf8Bytes(snapshot, LiveJson.Default.LiveSnapshot), .. "\n\n"u8]);

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    [LoggerMessage(3701, LogLevel.Error, "No snapshot can be made for those who watch; they are asked to come again.")]
    private static partial void LogEnded(ILogger logger, Exception failure);
}

/// <summary>Somebody who watches.</summary>
internal sealed class LiveViewer(LiveFeed feed, LiveInterest interest, int part) : IDisposable
{
    private long _sent;

    /// <summary>Waits for the next snapshot.</summary>
    public async ValueTask<ReadOnlyMemory<byte>> NextAsync(CancellationToken cancellationToken)
    {
        var frame = await feed.NextAsync(part, _sent, cancellationToken);
        _sent = frame.Sequence;
        return frame.Bytes;
    }

    public void Dispose() => feed.Leave(interest);
}
