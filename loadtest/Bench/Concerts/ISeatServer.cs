using Commerce.Bench.Orders;

namespace Commerce.Bench.Concerts;

/// <summary>Something that keeps balances and seats, and sells them.</summary>
internal interface ISeatServer : IShopServer
{
    /// <summary>Makes a schedule known, whose seats are numbered from 1.</summary>
    Task DefineScheduleAsync(long scheduleId, long price, int seats);

    /// <summary>Reads how many seats of a schedule are sold.</summary>
    Task<long> SoldAsync(long scheduleId);
}
