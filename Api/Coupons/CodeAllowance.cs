using Commerce.Http;
using Commerce.RateLimiting;
using Microsoft.Extensions.Options;

namespace Commerce.Coupons;

/// <summary>How often one user can ask by code: whoever guesses codes gets no further than here.</summary>
internal sealed class CodeAllowance(IOptions<HttpOptions> options, IGrainFactory grains)
{
    private const int CallerShards = 64;

    /// <summary>Takes one request out of a user's allowance.</summary>
    /// <param name="userId">The user.</param>
    /// <returns>The refusal; <see langword="null"/> when the request may go on.</returns>
    public async ValueTask<Problem?> TakeAsync(long userId)
    {
        var wait = await AcquireAsync("coupons-by-code", userId);
        return wait == TimeSpan.Zero ? null : new Problem(HttpProblems.TooManyRequests,
            $"At most {options.Value.CouponCodeLimit} requests in {options.Value.CouponCodeWindow.TotalSeconds} s.", retryAfter: wait);
    }

    /// <summary>
    /// Takes one question, whether a request repeats one that got a piece, out of an allowance as large. Any key looks like a repeat until
    /// the code's campaign is asked, so there is an end to it.
    /// </summary>
    /// <param name="userId">The user, whose allowance is spent.</param>
    /// <returns>Whether it may be asked.</returns>
    public async ValueTask<bool> TryTakeRepeatAsync(long userId) =>
        await AcquireAsync("repeats-by-code", userId) == TimeSpan.Zero;

    private ValueTask<TimeSpan> AcquireAsync(string kind, long userId) => grains.Grain<IRateLimiterGrain>($"{kind}/{userId % CallerShards}")
        .Acquire(userId, options.Value.CouponCodeLimit, options.Value.CouponCodeWindow);
}
