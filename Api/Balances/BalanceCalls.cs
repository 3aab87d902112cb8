using Commerce.Batching;

namespace Commerce.Balances;

/// <summary>A front-end's way to charge balances: requests for one customer share a few calls.</summary>
internal sealed class BalanceCalls(IGrainFactory grains)
{
    private readonly CallBatcher<ChargeBalance, Reply<ChangeBalanceOutcome>> _charge =
        new((customerId, commands) => grains.Grain<IBalanceGrain>(customerId).ChargeAll(commands));

    /// <summary>Adds money the customer paid in.</summary>
    /// <param name="customerId">The customer.</param>
    /// <param name="command">How much.</param>
    /// <exception cref="CommerceUnavailableException">The store is unavailable or full.</exception>
    public Task<Reply<ChangeBalanceOutcome>> Charge(long customerId, ChargeBalance command) => _charge.Send(customerId, command);
}
