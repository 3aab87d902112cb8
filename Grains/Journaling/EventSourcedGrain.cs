using System.Data.Common;
using Microsoft.Extensions.Logging;
using Orleans.Concurrency;

namespace Commerce.Journaling;

/// <summary>
/// A grain whose state is a fold of its events in the journal. It decides and applies in memory, synchronously, and hands the
/// events to the silo's writer. Its methods do not wait for the journal: that is done once, on the answer's way out, and not at
/// all for an answer that stays in the silo (docs/one-wait.md). So a hot grain's decisions share transactions.
/// </summary>
/// <remarks>
/// <para>The life of a command:</para>
/// <list type="number">
/// <item><description>Its values are checked: a grain trusts nobody to have done it before.</description></item>
/// <item><description>If its id is known, it gets the answer that was remembered, and goes on at step 6. The ids are in memory,
/// and those that memory may have forgotten in an index of the store.</description></item>
/// <item><description>The rule decides, over the working state: an outcome, and the events that make it so.</description></item>
/// <item><description>The events go to the journal's writer, then into the working state, and the answer into memory. If the
/// writer takes nothing, nothing has happened. Commands that come now are decided on the new state.</description></item>
/// <item><description>The outcome is counted, and the method returns.</description></item>
/// <item><description>On its way out, the answer waits until everything that it rests on is durable, a refusal too; or the
/// grain that asked, if it is in this silo, rests on that from now on. If it fails, the working state is ahead of the journal:
/// the activation ends, and the caller may repeat the command.</description></item>
/// </list>
/// <para>It is not the <c>JournaledGrain</c> of Orleans.EventSourcing. That one raises events into a tentative state and
/// confirms them one grain at a time, with a view of each; here there is one state, an append is confirmed with those of all
/// other grains of the silo in one transaction, and no answer leaves the silo before that.</para>
/// </remarks>
/// <typeparam name="TState">The state.</typeparam>
/// <typeparam name="TEvent">The events.</typeparam>
[Reentrant]
internal abstract partial class EventSourcedGrain<TState, TEvent> : Grain
    where TState : class, IEventSourcedState<TEvent>, new()
    where TEvent : class
{
    private JournalContext _journal;
    private readonly IEventCodec<TEvent> _codec;
    private readonly CommandMemory _memory;
    private CommandFilter _filter = null!;
    private JournalSession _session = null!;
    private GrainSnapshots<TState, TEvent>? _snapshots; // of a grain that has some
    private Guid _lastEvent; // the one at Seq

    /// <summary>Creates the grain.</summary>
    /// <param name="journal">What every event-sourced grain works with.</param>
    /// <param name="codec">The stored form of the events.</param>
    protected EventSourcedGrain(JournalContext journal, IEventCodec<TEvent> codec)
    {
        (_journal, _codec) = (journal, codec);
        _memory = new CommandMemory(journal.Commands);
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

    /// <summary>
    /// What others in this silo may see of <see cref="State"/> without a call, as it would be answered: made anew with every change of the
    /// state, and immutable. <see langword="null"/> for nothing. Must not throw: what changed the state is on its way to the store.
    /// </summary>
    protected virtual object? Show() => null;

    /// <summary>Whether anything was ever recorded for this grain.</summary>
    protected bool Exists => Seq > 0;

    /// <summary>
    /// Whether the stream is known to be empty, so that an activation need not look. Should it be wrong, the first append is fenced off.
    /// </summary>
    protected virtual bool IsNew => false;

    /// <summary>Now, by the silo's clock; the time that decisions are made with.</summary>
    protected DateTimeOffset Now => _journal.Clock.GetUtcNow();

    /// <summary>Position of the last event in <see cref="State"/>.</summary>
    private long Seq { get; set; }

    private string Stream => _session.Stream;

    /// <summary>Reads the snapshot and the events after it.</summary>
    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _journal = _journal.For(this);
        _filter = _journal.Filters.New();
        _session = new JournalSession(NameStream().ToString()) { Over = End };
        // Orleans' storage knows a row by its key alone, and takes a text such as "ABC" for a number. A stream's name is unique.
        _snapshots = HasSnapshots ? new(_journal, GrainId.Create("snapshot", Stream), _memory) : null;
        var started = _journal.Clock.GetTimestamp();
        try
        {
            await _journal.Writer.Confirm(_session); // notes the connection that is open now, before anything is read
            if (!IsNew)
                await LoadAsync(cancellationToken);
            cancellationToken.ThrowIfCancellationRequested(); // given up meanwhile: nobody would take it off the list again
            _shown = Show();
            _journal.Early.Add(this.GetGrainId(), this);
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

    /// <summary>Waits for what is on its way to the journal, and writes a last snapshot for the next activation.</summary>
    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        _journal.Early.Remove(this.GetGrainId(), this);
        _filter.Close();
        _journal.Writer.Flush();
        var appended = _dependencies.Own; // until it is settled what becomes of it, the next activation must not read
        await SettledAsync(appended, cancellationToken);
        if (_snapshots is not null && !_isEnding)
            await SettledAsync(_snapshots.TrySaveLastAsync(State, Seq, appended, _lastEvent), cancellationToken);
    }

    /// <summary>Reads from the working state. What it shows may not be durable yet: the answer waits for that on its way out.</summary>
    /// <typeparam name="TResult">What is read.</typeparam>
    /// <param name="read">Reads; pure.</param>
    protected Task<TResult> ReadAsync<TResult>(Func<TState, TResult> read) => Task.FromResult(read(State));

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

    private static async Task SettledAsync(Task task, CancellationToken cancellationToken) => await task.WaitAsync(cancellationToken)
        .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);

    [LoggerMessage(1101, LogLevel.Error, "{Stream} could not be read; its activation failed.")]
    private static partial void LogActivationFailed(ILogger logger, Exception failure, string stream);

    [LoggerMessage(1102, LogLevel.Warning, "{Stream} could not be read; its activation failed: {Reason}")]
    private static partial void LogNotReadable(ILogger logger, string stream, string reason);
}
