using Commerce.Batching;
using Commerce.Http;
using Commerce.WaitingQueue;

namespace Commerce.Coupons;

/// <summary>
/// A front-end's way to campaigns. Thousands of requests for one campaign share a few calls; what is certain of one that issues nothing is
/// answered without any.
/// </summary>
internal sealed class CouponCalls(
    IGrainFactory grains, FollowedCoupons followed, Absences absences, QueueViews queues, KnownCustomers customers)
{
    private readonly CallBatcher<IssueCoupon, Reply<IssueCouponOutcome>> _issue =
        new((couponId, commands) => grains.Grain<ICouponGrain>(couponId).IssueAll(commands));

    /// <summary>Issues one piece to a customer.</summary>
    /// <param name="couponId">The campaign.</param>
    /// <param name="command">Who asks.</param>
    /// <exception cref="UnknownCustomerException">Only known customers get pieces, and this is none.</exception>
    /// <exception cref="CommerceUnavailableException">The store is unavailable or full.</exception>
    public Task<Reply<IssueCouponOutcome>> Issue(long couponId, IssueCoupon command) =>
        followed.Answer(couponId, command) is { } known ? Task.FromResult(known) : AskAsync(couponId, command);

    /// <summary>Answers a request that was decided earlier under its command id; <see langword="null"/> when none was.</summary>
    /// <param name="couponId">The campaign.</param>
    /// <param name="command">Who asks, under an id.</param>
    /// <exception cref="CommerceUnavailableException">The store is unavailable.</exception>
    public async Task<Reply<IssueCouponOutcome>?> Recall(long couponId, IssueCoupon command)
    {
        if (followed.IsNotHeld(couponId, command.CustomerId)) // who has no piece was never given one under any id
            return null;
        var answer = await grains.Grain<ICouponGrain>(couponId).RecallIssue(command);
        if (answer is not null)
            Found(couponId, command);
        return answer;
    }

    /// <summary>Reads a campaign; <see langword="null"/> when there is none.</summary>
    /// <param name="couponId">The campaign.</param>
    public Task<CouponCampaign?> Get(long couponId) => followed.Campaign(couponId) is { } known
        ? Task.FromResult<CouponCampaign?>(known)
        : absences.Coupons.FindAsync(couponId, grains.Grain<ICouponGrain>(couponId).Get);

    /// <summary>Reads a customer's piece of a campaign that exists; <see langword="null"/> when the customer has none.</summary>
    /// <param name="couponId">The campaign.</param>
    /// <param name="customerId">The customer.</param>
    public Task<CouponHolding?> GetHolding(long couponId, long customerId) => followed.IsNotHeld(couponId, customerId)
        ? Task.FromResult<CouponHolding?>(null)
        : grains.Grain<ICouponGrain>(couponId).GetHolding(customerId);

    private async Task<Reply<IssueCouponOutcome>> AskAsync(long couponId, IssueCoupon command)
    {
        if (customers.AreAsked)
        {
            await customers.RequireAsync(command.CustomerId);
            absences.Customers.Found(command.CustomerId);
        }
        var answer = await _issue.Send(couponId, command);
        if (answer.Outcome?.Status != IssueCouponStatus.NotFound)
            Found(couponId, command);
        followed.Learn(couponId, answer);
        return answer;
    }

    private void Found(long couponId, IssueCoupon command)
    {
        absences.Coupons.Found(couponId);
        if (command.QueueToken is not null)
            queues.Found(QueueKey.OfCoupon(couponId));
    }
}
