using Commerce.WaitingQueue;

namespace Commerce.Coupons;

/// <summary>The queue before a campaign, as the campaign uses it.</summary>
internal sealed class QueueAdmissions(IGrainFactory grains, long couponId)
{
    private readonly string _key = QueueKey.OfCoupon(couponId).ToString();

    private IWaitingQueueGrain Queue => grains.Grain<IWaitingQueueGrain>(_key);

    /// <summary>Sets the queue up. It comes before the campaign's own terms: should those fail, it stands before nothing.</summary>
    /// <returns>Whether it is as it was asked for: an opening time that has come stays.</returns>
    public async Task<bool> DefineAsync(QueueSettings settings) =>
        (await Queue.Define(new(settings, null))).Outcome!.Status != DefineQueueStatus.AlreadyOpened;

    /// <summary>How the queue admits; <see langword="null"/> when there is none.</summary>
    public async Task<QueueSettings?> SettingsAsync() => (await Queue.Get())?.Settings;

    /// <summary>Asks the queue about those who show a token; of the others it need not be asked.</summary>
    public async Task<IReadOnlyDictionary<IssueCoupon, QueueCheck>> CheckAsync(IssueCoupon[] commands)
    {
        Require.Items(commands, CommandBounds.MaxTogether, nameof(commands));
        var showing = commands.Where(command => command.QueueToken is not null).Distinct().ToArray();
        if (showing.Length == 0)
            return new Dictionary<IssueCoupon, QueueCheck>();
        var checks = await Queue.Check([.. showing.Select(command => new QueueClaim(command.QueueToken, command.CustomerId))]);
        return showing.Zip(checks).ToDictionary(pair => pair.First, pair => pair.Second);
    }

    /// <summary>Hands the slots of those who got a piece to the next. Nobody waits for it: a slot ends by itself, too.</summary>
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
