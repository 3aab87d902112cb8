namespace Commerce.Journaling;

/// <summary>The way in and out of every call: an answer leaves when it may.</summary>
public abstract partial class EventSourcedGrain<TState, TEvent> : IIncomingGrainCallFilter, IRestsOnCommits
{
    private readonly CommitDependencies _dependencies = new();
    private volatile bool _isEnding;
    private AbsentEnd? _absent;

    CommitDependencies IRestsOnCommits.Dependencies => _dependencies;

    /// <summary>
    /// Lets a call in with what its asker rests on, and its answer out: to an asker in this silo with what this activation rests
    /// on, to anybody else when all of that is durable.
    /// </summary>
    /// <param name="context">The call.</param>
    /// <exception cref="CommerceUnavailableException">What the answer rests on was lost; the call may be repeated.</exception>
    public async Task Invoke(IIncomingGrainCallContext context)
    {
        var offer = EarlyAnswer.Take();
        if (offer is not null)
            _dependencies.Inherit(offer.Asker);
        try
        {
            await context.Invoke();
        }
        catch (Exception failure)
        {
            if (failure is CommitLostException)
                throw new CommerceUnavailableException("What the command rests on was lost; repeat it.", failure);
            // A refusal by exception tells of the state as well; that nothing is known tells of nothing.
            if (failure is not CommerceUnavailableException)
                await LetOutAsync(offer);
            throw;
        }
        await LetOutAsync(offer);
    }

    Task IRestsOnCommits.DurableAsync() => DurableAsync();

    private async Task LetOutAsync(EarlyAnswer? offer)
    {
        if (!Exists)
            (_absent ??= new(_journal.Clock, () => !Exists, DeactivateOnIdle)).Asked();
        try
        {
            if (offer is null || !offer.IsFor(this.GetGrainId()) || _dependencies.IsLost)
                await DurableAsync();
            await ConfirmAsync();
        }
        catch (CommitLostException lost)
        {
            throw lost.InnerException as CommerceUnavailableException
                  ?? new CommerceUnavailableException("Another activation was first; repeat the command.", lost.InnerException);
        }
        offer?.Asker.Inherit(_dependencies);
    }

    /// <summary>Waits until everything that was decided or inherited so far is durable.</summary>
    /// <exception cref="CommitLostException">It will never be; this activation ends.</exception>
    private Task DurableAsync() => OrEndAsync(_dependencies.WhenDurable());

    private async Task ConfirmAsync() => await OrEndAsync(_journal.Writer.Confirm(_session));

    private async Task OrEndAsync(Task durable)
    {
        if (durable.IsCompletedSuccessfully)
            return;
        _journal.Writer.Flush();
        try
        {
            await durable;
        }
        catch (Exception failure)
        {
            End();
            throw new CommitLostException(failure);
        }
    }

    /// <summary>
    /// The working state is ahead of the journal. This activation ends, though nobody may wait for it; the next one reads what is
    /// there. On any thread.
    /// </summary>
    private void End()
    {
        if (_isEnding)
            return;
        _isEnding = true;
        GrainContext.Deactivate(new(DeactivationReasonCode.ApplicationRequested, "What the activation rests on was lost."));
    }

    private void Append(JournalAppend append) => _dependencies.Carry(inherited =>
        _journal.Writer.Append(_session, append with { RestsOn = inherited, IsDeferred = true }));
}
