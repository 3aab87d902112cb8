using Commerce.WaitingQueue;

namespace Commerce.Coupons;

/// <summary>The queue before a campaign, as the campaign uses it.</summary>
internal sealed class QueueAdmissions(IGrainFactory grains, long couponId)
{
    private readonly string _key = QueueKey.OfCoupon(couponId).ToString();

    private IWaitingQueueGrain Queue => grains.Grain<IWaitingQueueGrain>(_key);

    /// <summary>Sets the queue up, before the campaign has its terms. If defining those fails, no campaign asks the queue.</summary>
    /// <param name="settings">How it admits.</param>
    /// <param name="actor">Who asked for it.</param>
    public async Task<DefineQueueStatus> DefineAsync(QueueSettings settings, Actor? actor) =>
        (await Queue.Define(new(settings, null, actor))).Outcome!.Status;

    /// <summary>Shuts the queue: nobody joins it any more.</summary>
    /// <param name="actor">Who asked for it.</param>
    /// <returns>False when nobody could join it before.</returns>
    public async Task<bool> ShutAsync(Actor? actor) => (await Queue.Shut(actor)).Status == ShutQueueStatus.Shut;

    /// <summary>How the queue admits; <see langword="null"/> when there is none.</summary>
    public async Task<QueueSettings?> SettingsAsync() => (await Queue.Get())?.Settings;

    /// <summary>Asks the queue about the customers who show a token.</summary>
    public async Task<IReadOnlyDictionary<IssueCoupon, QueueCheck>> CheckAsync(IssueCoupon[] commands)
    {
        Require.Items(commands, CommandBounds.MaxTogether, nameof(commands));
        var showing = commands.Where(command => command.QueueToken is not null).Distinct().ToArray();
        if (showing.Length == 0)
            return new Dictionary<IssueCoupon, QueueCheck>();
        var checks = await Queue.Check([.. showing.Select(command => new QueueClaim(command.QueueToken, command.CustomerId))]);
        return showing.Zip(checks).ToDictionary(pair => pair.First, pair => pair.Second);
    }

    /// <summary>
    /// Closes the tokens of customers who got a piece, so that the next ones are admitted. It is not waited for: should it fail, a slot
    /// ends by its time.
    /// </summary>
    public void Close(
        IssueCoupon[] commands, Reply<IssueCouponOutcome>[] replies, IReadOnlyDictionary<IssueCoupon, QueueCheck> admissions)
    {
        for (var i = 0; i < replies.Length; i++)
        {
            if (replies[i] is { Kind: ReplyKind.Decided, Outcome.Status: IssueCouponStatus.Issued }
                && admissions.TryGetValue(commands[i], out var check))
            {
                Queue.Close(new(check.Number, commands[i].CustomerId, null)).Ignore();
            }
        }
    }
}
