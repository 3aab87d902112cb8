using System.Diagnostics.Metrics;
using System.Globalization;
using Commerce.Journaling;
using Commerce.Telemetry;
using Orleans.Storage;

namespace Commerce.Bench.Journal;

/// <summary>Appends an event of a coupon's size per operation, to a stream per writer.</summary>
internal sealed class JournalContender(JournalWriter writer)
{
    private long _acknowledged;
    private long _failed;
    private int _streams;

    public long Acknowledged => Volatile.Read(ref _acknowledged);

    public long Failed => Volatile.Read(ref _failed);

    public Task<Func<Task<bool>>> WriterAsync()
    {
        var session = new JournalSession(string.Create(CultureInfo.InvariantCulture, $"bench/{Interlocked.Increment(ref _streams)}"));
        var seq = 0L;
        return Task.FromResult<Func<Task<bool>>>(async () =>
        {
            var now = DateTimeOffset.UtcNow;
            var e = new JournalEvent(session.Stream, ++seq, Guid.CreateVersion7(now), "bench.happened", 1, Payload.Bytes, now);
            try
            {
                await writer.Append(session, new JournalAppend([e], Publish: false));
                Interlocked.Increment(ref _acknowledged);
                return true;
            }
            catch (Exception failure) when (failure is CommerceUnavailableException or JournalConflictException)
            {
                Interlocked.Increment(ref _failed);
                return false;
            }
        });
    }
}

/// <summary>Writes a state of the same size per operation, to a key per writer: what a grain does without a journal.</summary>
internal sealed class GrainStorageContender(IGrainStorage storage)
{
    private const string StateName = "bench";

    private int _grains;

    public async Task<Func<Task<bool>>> WriterAsync()
    {
        var grain = GrainId.Create("bench", Interlocked.Increment(ref _grains).ToString(CultureInfo.InvariantCulture));
        var state = new GrainState<SnapshotPart> { State = new SnapshotPart() };
        await storage.ReadStateAsync(StateName, grain, state);
        return async () =>
        {
            state.State = new SnapshotPart { Bytes = Payload.Bytes };
            try
            {
                await storage.WriteStateAsync(StateName, grain, state);
                return true;
            }
            catch (Exception)
            {
                return false; // counted: some databases turn many single writers away
            }
        };
    }
}

/// <summary>What is written: as long as an issued coupon's event.</summary>
internal static class Payload
{
    public static readonly byte[] Bytes = """{"customerId":1000000000,"issueNumber":1000000,"issuedAt":"2026-01-01T00:00:00.0000000+00:00"}"""u8.ToArray();
}

/// <summary>Listens to how many events the journal's transactions had.</summary>
internal sealed class BatchSizes : IDisposable
{
    private readonly MeterListener _listener = new();
    private long _events;
    private long _batches;

    public BatchSizes()
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name == CommerceMeter.Name && instrument.Name == "commerce.journal.batch.size")
                listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<int>((_, events, _, _) =>
        {
            Interlocked.Add(ref _events, events);
            Interlocked.Increment(ref _batches);
        });
        _listener.Start();
    }

    public double Mean => _batches == 0 ? 0 : (double)_events / _batches;

    public void Reset() => (_events, _batches) = (0, 0);

    public void Dispose() => _listener.Dispose();
}
