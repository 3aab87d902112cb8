namespace Commerce.Bench.Orders;

/// <summary>Something that keeps balances and stock, and sells.</summary>
internal interface IShopServer
{
    /// <summary>Makes a customer known.</summary>
    Task DefineCustomerAsync(long customerId, long openingBalance);

    /// <summary>Makes a product of one option known.</summary>
    Task DefineProductAsync(long productId, long optionId, long price, long stock);

    /// <summary>Reads a balance, in won.</summary>
    Task<long> BalanceAsync(long customerId);

    /// <summary>Reads how many pieces are left.</summary>
    Task<long> StockAsync(long productId, long optionId);
}
