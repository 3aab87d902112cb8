namespace Commerce.Balances;

/// <summary>Balances in this process.</summary>
internal static class BalanceHosting
{
    public static void AddCommerceBalances(this IServiceCollection services) =>
        services.AddSingleton<ILedgerReads, LedgerReads>();
}
