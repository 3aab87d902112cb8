namespace Commerce.Journaling;

/// <summary>The way in and out of every call: an answer leaves when it may.</summary>
internal abstract partial class EventSourcedGrain<TState, TEvent> : IIncomingGrainCallFilter, IRestsOnCommits
{
    private static readonly AsyncLocal<CallAppends?> s_call = new();

    private readonly CommitDependencies _dependencies = new();
    private volatile bool _isEnding;
    private volatile object? _shown;
    private AbsentEnd? _absent;

    CommitDependencies IRestsOnCommits.Dependencies => _dependencies;

    // Who finds nothing asks: an activation that rests on what was lost then ends, and one that has to ask the store does.
    object? IRestsOnCommits.Shown =>
        !_isEnding && !_dependencies.IsLost && _session.Failure is null && _journal.Writer.IsConfirmed(_session)
            && !GrainContext.Deactivated.IsCompleted // Orleans may give an activation up that goes on by itself, without a word to it
            ? _shown : null;

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
        var call = s_call.Value = new();
        try
        {
            await InvokeAsync(context, offer);
        }
        catch (CommitLostException lost)
        {
            throw call.Refusal(lost.InnerException!);
        }
        // The exception speaks of one append, here or in a grain that this one asked. An earlier append of this call may be stored.
        catch (CommerceUnavailableException refused) when (refused.IsUndone && !call.NothingIsStored)
        {
            throw call.Refusal(refused);
        }
    }

    private async Task InvokeAsync(IIncomingGrainCallContext context, EarlyAnswer? offer)
    {
        try
        {
            await context.Invoke();
        }
        // An exception that refuses tells something of the state, and waits for durability as an answer does.
        catch (Exception refusal) when (refusal is not (CommitLostException or CommerceUnavailableException))
        {
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
        if (offer is null || !offer.IsFor(this.GetGrainId()) || _dependencies.IsLost)
            await DurableAsync();
        await ConfirmAsync();
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
        OnLost();
        GrainContext.Deactivate(new(DeactivationReasonCode.ApplicationRequested, "What the activation rests on was lost."));
    }

    /// <summary>
    /// What was decided last may not be in the journal: what rests on it outside the state is to be undone. On any thread.
    /// </summary>
    protected virtual void OnLost()
    {
        // Most grains keep nothing outside their state.
    }

    private void Append(JournalAppend append)
    {
        _dependencies.Carry(inherited => _journal.Writer.Append(_session, append with { RestsOn = inherited, IsDeferred = true }));
        if (s_call.Value is { } call)
            call.First ??= _dependencies.Own;
    }

    /// <summary>What one call appended, to tell afterwards whether anything of it can be in the store.</summary>
    private sealed class CallAppends
    {
        /// <summary>Its first append. The journal keeps a stream's order: if this one was not stored, none of them was.</summary>
        public Task? First { get; set; }

        /// <summary>Whether that is certain by now.</summary>
        public bool NothingIsStored => First is null || (First.Exception?.InnerException is { } failure && IsWithoutEffect(failure));

        /// <summary>What the caller is told when something that the answer rests on was lost.</summary>
        public CommerceUnavailableException Refusal(Exception cause) => new(
            cause is CommerceUnavailableException ? cause.Message : "Another activation was first; repeat the command.", cause)
        {
            IsUndone = NothingIsStored && IsWithoutEffect(cause),
        };

        private static bool IsWithoutEffect(Exception failure) =>
            failure is JournalConflictException or CommerceUnavailableException { IsUndone: true };
    }
}
