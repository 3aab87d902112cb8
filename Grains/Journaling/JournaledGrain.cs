using System.Data.Common;
using System.Globalization;
using Microsoft.Extensions.Logging;
using Orleans.Concurrency;

namespace Commerce.Journaling;

/// <summary>
/// A grain whose state is a fold of its events in the journal. It decides and applies in memory, synchronously; hands the
/// events to the silo's writer; and answers when everything the answer rests on is durable. Calls interleave only while
/// they wait for that, so a hot grain's decisions share transactions.
/// </summary>
/// <typeparam name="TState">The state.</typeparam>
/// <typeparam name="TEvent">The events.</typeparam>
[Reentrant]
public abstract partial class JournaledGrain<TState, TEvent> : Grain
    where TState : class, IJournaledState<TEvent>, new()
    where TEvent : class
{
    private readonly JournalContext _journal;
    private readonly IEventCodec<TEvent> _codec;
    private readonly CommandMemory _memory;
    private JournalSession _session = null!;
    private GrainSnapshots<TState, TEvent> _snapshots = null!;
    private Guid _lastEvent; // the one at Seq

    /// <summary>Creates the grain.</summary>
    /// <param name="journal">What every journaled grain works with.</param>
    /// <param name="codec">The stored form of the events.</param>
    protected JournaledGrain(JournalContext journal, IEventCodec<TEvent> codec)
    {
        (_journal, _codec) = (journal, codec);
        _memory = new CommandMemory(journal.Options.Value.RememberedCommands, journal.Options.Value.RememberFor);
    }

    /// <summary>The first half of the stream's name, such as <c>coupon</c> in <c>coupon/4001</c>. Stored: never changes.</summary>
    protected abstract string Feature { get; }

    /// <summary>
    /// Whether the grain has snapshots. A grain whose stream stays short is read faster without looking for one.
    /// </summary>
    protected virtual bool HasSnapshots => true;

    /// <summary>The working state: what was decided, durable or about to be.</summary>
    protected TState State { get; private set; } = new();

    /// <summary>Whether anything was ever recorded for this grain.</summary>
    protected bool Exists => Seq > 0;

    /// <summary>Now, by the silo's clock; the time that decisions are made with.</summary>
    protected DateTimeOffset Now => _journal.Clock.GetUtcNow();

    /// <summary>Position of the last event in <see cref="State"/>.</summary>
    private long Seq { get; set; }

    private string Stream => _session.Stream;

    /// <summary>Reads the snapshot and the events after it.</summary>
    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _session = new JournalSession($"{Feature}/{Key()}");
        // The storage tells rows apart by key alone, and reads a text such as "ABC" as a number: a stream's name is no other grain's.
        _snapshots = new GrainSnapshots<TState, TEvent>(_journal, GrainId.Create("snapshot", Stream), _memory);
        var started = _journal.Clock.GetTimestamp();
        try
        {
            await _journal.Writer.Confirm(_session); // notes the connection that is open now, before anything is read
            await LoadAsync(cancellationToken);
            _journal.Early.Add(this.GetGrainId(), this);
            _journal.Metrics.Activated(Feature, _journal.Clock.GetElapsedTime(started));
        }
        catch (Exception failure)
        {
            // An outage fails every activation tried in it, and is told of once.
            if (failure is not DbException)
                LogActivationFailed(_journal.Logger, failure, Stream);
            else if (_journal.Unreadable.Begins())
                LogNotReadable(_journal.Logger, Stream, failure.Message);
            throw new CommerceUnavailableException($"The journal of {Stream} cannot be read.", failure);
        }
    }

    /// <summary>Writes a last snapshot, so that the next activation starts from it.</summary>
    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        _journal.Early.Remove(this.GetGrainId(), this);
        // The next activation must not read before it is settled what becomes of this one's appends.
        _journal.Writer.Flush();
        var own = _dependencies.Own;
        var saved = HasSnapshots && !_isEnding ? _snapshots.TrySaveLastAsync(State, Seq, own, _lastEvent) : Task.CompletedTask;
        foreach (var settled in new[] { own, saved })
        {
            await settled.WaitAsync(cancellationToken)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        }
    }

    /// <summary>Reads from the working state, and answers when everything it shows is durable.</summary>
    /// <typeparam name="TResult">What is read.</typeparam>
    /// <param name="read">Reads; pure.</param>
    protected Task<TResult> Read<TResult>(Func<TState, TResult> read) => Task.FromResult(read(State));

    /// <summary>Counts a decided command in the metrics.</summary>
    /// <param name="command">The command's name.</param>
    /// <param name="outcome">The outcome.</param>
    /// <typeparam name="TStatus">The command's outcomes.</typeparam>
    protected void Count<TStatus>(string command, TStatus outcome)
        where TStatus : struct, Enum =>
        _journal.Metrics.Command(Feature, command, outcome);

    /// <summary>Runs a saga, and records how long it took and how it ended.</summary>
    /// <param name="saga">The saga's name.</param>
    /// <param name="run">Runs it.</param>
    /// <typeparam name="TEnd">The saga's outcomes.</typeparam>
    protected async Task<TEnd> Measure<TEnd>(string saga, Func<Task<TEnd>> run)
        where TEnd : struct, Enum
    {
        var started = _journal.Clock.GetTimestamp();
        var outcome = "Interrupted";
        try
        {
            var end = await run();
            outcome = end.ToString();
            return end;
        }
        finally
        {
            _journal.Metrics.Saga(saga, outcome, _journal.Clock.GetElapsedTime(started));
        }
    }

    // By the kind of grain, not by what the key looks like: the text keys "abc" and "ABC" can both be read as a number, the same one.
    private string Key() => this switch
    {
        IGrainWithIntegerKey => this.GetPrimaryKeyLong().ToString(CultureInfo.InvariantCulture),
        IGrainWithGuidKey => this.GetPrimaryKey().ToString("N"),
        _ => this.GetPrimaryKeyString(),
    };

    [LoggerMessage(1101, LogLevel.Error, "{Stream} could not be read; its activation failed.")]
    private static partial void LogActivationFailed(ILogger logger, Exception failure, string stream);

    [LoggerMessage(1102, LogLevel.Warning, "{Stream} could not be read; its activation failed: {Reason}")]
    private static partial void LogNotReadable(ILogger logger, string stream, string reason);
}
