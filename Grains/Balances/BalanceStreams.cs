using Commerce.Journaling;

namespace Commerce.Balances;

/// <summary>How the streams of balances are named.</summary>
internal static class BalanceStreams
{
    public const string Category = "balance";

    public static StreamName Of(long customerId) => new(Category, customerId);
}
