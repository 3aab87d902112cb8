using Commerce.Journaling;

namespace Commerce.Balances;

/// <summary>The customers' accounts, for whoever has to know only whether there is one.</summary>
internal static class Accounts
{
    /// <summary>
    /// Whether a customer has an account. Once there, it is there for ever: where the balance is in this silo and its opening is durable, a
    /// look is enough, and nothing rests on the answer.
    /// </summary>
    /// <param name="here">The grains of this silo.</param>
    /// <param name="grains">The way to the others.</param>
    /// <param name="customerId">The customer.</param>
    /// <exception cref="CommerceUnavailableException">It cannot be found out now.</exception>
    public static async Task<bool> IsOpenAsync(EarlyAnswers here, IGrainFactory grains, long customerId)
    {
        var balance = grains.Grain<IBalanceGrain>(customerId);
        return here.Find(balance) is BalanceGrain { IsOpen: true } || await balance.Get() is not null;
    }
}
