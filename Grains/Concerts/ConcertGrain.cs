using Commerce.Journaling;
using Commerce.WaitingQueue;

namespace Commerce.Concerts;

/// <summary>One concert.</summary>
internal sealed class ConcertGrain(JournalContext journal, IGrainFactory grains)
    : EventSourcedGrain<ConcertState, ConcertDefined>(journal, ConcertEventCodec.Instance), IConcertGrain
{
    // One definition at a time: queue and schedules are defined before the concert, as they are at that moment.
    private readonly Turns _definitions = new();

    protected override string StreamCategory => ConcertStreams.Category;

    private long ConcertId => this.GetPrimaryKeyLong();

    public async Task<Reply<DefineConcertOutcome>> Define(DefineConcert command)
    {
        Validate(command);
        Require.Id(ConcertId, "concertId"); // before a schedule is claimed for it
        // Recalled in its turn: a repetition may come while the first is under way, and others between them.
        return await _definitions.RunAsync(async () =>
            await RecallAsync(command, ConcertJson.Default.DefineConcertOutcome) ?? await DefineAloneAsync(command));
    }

    private async Task<Reply<DefineConcertOutcome>> DefineAloneAsync(DefineConcert command)
    {
        // Every schedule is asked before any is changed. Only what is held in the moment between, which the queue's call is part of, can
        // refuse one after the queue or another has changed: then the definition that is sent again with what fits completes it.
        var answers = await Blocks(command, (block, schedule) => block.Preview(schedule));
        if (Accepts(ConcertRules.Define(State, ConcertId, command, answers).Outcome.Status))
        {
            if (command.Queue is { } queue && !await DefineQueue(queue, command.Actor))
                return new(ReplyKind.Decided, new(DefineConcertStatus.QueueAlreadyOpened, await Get()));
            // The schedules are changed first, also when the concert has this definition already: if a definition fails halfway,
            // sending it again completes it.
            answers = await Blocks(command, async (block, schedule) => (await block.Define(schedule)).Outcome!.Status);
        }
        return await ExecuteAsync("define", command, ConcertJson.Default.DefineConcertOutcome,
            () => ConcertRules.Define(State, ConcertId, command, answers));
    }

    public Task<Concert?> Get() => ReadAsync(state => ConcertRules.Concert(state, ConcertId));

    private static bool Accepts(DefineConcertStatus status) =>
        status is DefineConcertStatus.Created or DefineConcertStatus.Updated or DefineConcertStatus.Unchanged;

    private async Task<bool> DefineQueue(QueueSettings settings, Actor? actor) =>
        (await grains.Grain<IWaitingQueueGrain>(QueueKey.OfConcert(ConcertId).ToString()).Define(new(settings, null, actor)))
        .Outcome!.Status != DefineQueueStatus.AlreadyOpened;

    private Task<DefineSeatBlockStatus[]> Blocks(
        DefineConcert command, Func<ISeatBlockGrain, DefineSeatBlock, Task<DefineSeatBlockStatus>> call)
    {
        // Schedules that the command does not name are included: a queue stands before all of them.
        var defined = ConcertRules.Merge(State.Defined, command);
        return Task.WhenAll(defined.Schedules.Select(schedule => call(grains.Grain<ISeatBlockGrain>(schedule.ScheduleId),
            new(ConcertId, new(schedule.ScheduleId, schedule.StartsAt, schedule.Price, schedule.Seats), defined.Queue is not null,
                command.Actor))));
    }
}
