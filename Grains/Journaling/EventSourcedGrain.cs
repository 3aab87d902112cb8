using System.Data.Common;
using Microsoft.Extensions.Logging;
using Orleans.Concurrency;

namespace Commerce.Journaling;

/// <summary>
/// A grain whose state is a fold of its events in the journal. It decides and applies in memory, synchronously; hands the
/// events to the silo's writer; and answers when everything the answer rests on is durable. Calls interleave only while
/// they wait for that, so a hot grain's decisions share transactions.
/// </summary>
/// <remarks>
/// <para>The life of a command:</para>
/// <list type="number">
/// <item><description>Its values are checked: a grain trusts nobody to have done it before.</description></item>
/// <item><description>If its id is known, it gets the answer that was remembered, and goes on at step 5. The ids are in memory,
/// and those that memory has forgotten in the journal.</description></item>
/// <item><description>The rule decides, over the working state: an outcome, and the events that make it so.</description></item>
/// <item><description>The events go to the journal's writer, then into the working state, and the answer into memory. If the
/// writer takes nothing, nothing has happened. Commands that come now are decided on the new state.</description></item>
/// <item><description>It waits until everything that its answer rests on is durable, a refusal too. If that fails, the working
/// state is ahead of the journal: the activation ends, and the caller may repeat the command.</description></item>
/// <item><description>The outcome is counted, and answered.</description></item>
/// </list>
/// <para>It is not the <c>JournaledGrain</c> of Orleans.EventSourcing. That one raises events into a tentative state and
/// confirms them one grain at a time, with a view of each; here there is one state, an append is confirmed with those of all
/// other grains of the silo in one transaction, and no answer leaves before that.</para>
/// </remarks>
/// <typeparam name="TState">The state.</typeparam>
/// <typeparam name="TEvent">The events.</typeparam>
[Reentrant]
public abstract partial class EventSourcedGrain<TState, TEvent> : Grain
    where TState : class, IEventSourcedState<TEvent>, new()
    where TEvent : class
{
    private readonly JournalContext _journal;
    private readonly IEventCodec<TEvent> _codec;
    private readonly CommandMemory _memory;
    private JournalSession _session = null!;
    private GrainSnapshots<TState, TEvent> _snapshots = null!;
    private Task _lastAppend = Task.CompletedTask;
    private Guid _lastEvent; // the one at Seq
    private bool _poisoned;
    private AbsentEnd? _absent;

    /// <summary>Creates the grain.</summary>
    /// <param name="journal">What every event-sourced grain works with.</param>
    /// <param name="codec">The stored form of the events.</param>
    protected EventSourcedGrain(JournalContext journal, IEventCodec<TEvent> codec)
    {
        (_journal, _codec) = (journal, codec);
        _memory = new CommandMemory(journal.Options.Value.RememberedCommands, journal.Options.Value.RememberFor);
    }

    /// <summary>
    /// The category of the grain's stream, such as <c>coupon</c> in <c>coupon/4001</c>: also what it is counted under. Stored:
    /// never changes.
    /// </summary>
    protected abstract string StreamCategory { get; }

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
        _session = new JournalSession(NameStream().ToString());
        // The storage tells rows apart by key alone, and reads a text such as "ABC" as a number: a stream's name is no other grain's.
        _snapshots = new GrainSnapshots<TState, TEvent>(_journal, GrainId.Create("snapshot", Stream), _memory);
        var started = _journal.Clock.GetTimestamp();
        try
        {
            await _journal.Writer.Confirm(_session); // notes the connection that is open now, before anything is read
            await LoadAsync(cancellationToken);
            _journal.Metrics.Activated(StreamCategory, _journal.Clock.GetElapsedTime(started));
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
        if (HasSnapshots && !_poisoned)
            await _snapshots.TrySaveLastAsync(State, Seq, _lastAppend, _lastEvent).WaitAsync(cancellationToken)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
    }

    /// <summary>Reads from the working state, and answers when everything it shows is durable.</summary>
    /// <typeparam name="TResult">What is read.</typeparam>
    /// <param name="read">Reads; pure.</param>
    protected async Task<TResult> ReadAsync<TResult>(Func<TState, TResult> read)
    {
        var result = read(State);
        await WaitUntilDurableAsync(_lastAppend);
        return result;
    }

    /// <summary>Runs a saga, and records how long it took and how it ended.</summary>
    /// <param name="saga">The saga's name.</param>
    /// <param name="run">Runs it.</param>
    /// <typeparam name="TEnd">The saga's outcomes.</typeparam>
    protected async Task<TEnd> MeasureAsync<TEnd>(string saga, Func<Task<TEnd>> run)
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
    private StreamName NameStream() => this switch
    {
        IGrainWithIntegerKey => new(StreamCategory, this.GetPrimaryKeyLong()),
        IGrainWithGuidKey => new(StreamCategory, this.GetPrimaryKey()),
        _ => new(StreamCategory, this.GetPrimaryKeyString()),
    };

    private async Task WaitUntilDurableAsync(Task append)
    {
        if (!Exists)
            (_absent ??= new(_journal.Clock, () => !Exists, DeactivateOnIdle)).Asked();
        try
        {
            await append;
            await _journal.Writer.Confirm(_session);
        }
        catch (Exception failure)
        {
            // The working state is ahead of the journal. This activation ends; the next one reads what is there.
            if (!_poisoned)
            {
                _poisoned = true;
                DeactivateOnIdle();
            }
            throw failure as CommerceUnavailableException
                  ?? new CommerceUnavailableException("Another activation was first; repeat the command.", failure);
        }
    }

    [LoggerMessage(1101, LogLevel.Error, "{Stream} could not be read; its activation failed.")]
    private static partial void LogActivationFailed(ILogger logger, Exception failure, string stream);

    [LoggerMessage(1102, LogLevel.Warning, "{Stream} could not be read; its activation failed: {Reason}")]
    private static partial void LogNotReadable(ILogger logger, string stream, string reason);
}
