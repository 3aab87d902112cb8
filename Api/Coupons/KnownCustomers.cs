using Commerce.Balances;
using Commerce.Health;
using Microsoft.Extensions.Options;

namespace Commerce.Coupons;

/// <summary>A piece is asked for by a customer whom nobody knows. Becomes a 404.</summary>
[System.Diagnostics.CodeAnalysis.SuppressMessage("Design", "CA1032", Justification = "Says always the same.")]
[System.Diagnostics.CodeAnalysis.SuppressMessage("Design", "CA1064", Justification = "Does not leave the API.")]
internal sealed class UnknownCustomerException() : Exception(BalanceRefusals.CustomerNotFound.Message);

/// <summary>
/// With <c>Coupons:KnownCustomersOnly</c>: whether a customer is known who asks for a piece. Once known, a customer is for ever, so a
/// front-end asks once, and the campaign never.
/// </summary>
/// <remarks>A fixed number of places, each for the customer that came to it last.</remarks>
internal sealed class KnownCustomers(IOptions<CouponApiOptions> options, IGrainFactory grains)
{
    private const int Places = 65_536;

    // Ids, and one more: 0 is nobody's.
    private readonly long[] _known = new long[options.Value.KnownCustomersOnly ? Places : 0];

    /// <summary>Whether only known customers get pieces.</summary>
    public bool AreAsked => _known.Length > 0;

    /// <summary>Makes sure that a customer is known.</summary>
    /// <param name="customerId">The customer.</param>
    /// <exception cref="UnknownCustomerException">Nobody knows the customer.</exception>
    /// <exception cref="CommerceUnavailableException">It cannot be found out now.</exception>
    public async ValueTask RequireAsync(long customerId)
    {
        if (WarmUp.IsOwn || Volatile.Read(ref _known[customerId % Places]) == customerId + 1)
            return;
        if (await grains.Grain<IBalanceGrain>(customerId).Get() is null)
            throw new UnknownCustomerException();
        Volatile.Write(ref _known[customerId % Places], customerId + 1);
    }
}
