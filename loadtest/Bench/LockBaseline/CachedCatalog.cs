using System.Globalization;
using System.Net.Mime;
using System.Text.Json;
using Commerce.Catalog;
using Dapper;
using MySqlConnector;
using StackExchange.Redis;

namespace Commerce.Bench.LockBaseline;

/// <summary>Products the usual way: looked for in Redis, and kept there for a while when they had to be read from SQL.</summary>
internal sealed class CachedCatalog(MySqlDataSource database, IDatabase redis)
{
    private static readonly TimeSpan s_keepFor = TimeSpan.FromSeconds(60);

    /// <summary>Maps its route.</summary>
    public void Map(WebApplication app) => app.MapGet("/v1/products/{productId}", (long productId) => ReadAsync(productId));

    private async Task<IResult> ReadAsync(long productId)
    {
        RedisKey key = string.Create(CultureInfo.InvariantCulture, $"product:{productId}");
        byte[]? product = await redis.StringGetAsync(key);
        if (product is null)
        {
            product = await ReadFromSqlAsync(productId);
            if (product is null)
                return Results.NotFound();
            await redis.StringSetAsync(key, product, s_keepFor);
        }
        return Results.Bytes(product, MediaTypeNames.Application.Json);
    }

    private async Task<byte[]?> ReadFromSqlAsync(long productId)
    {
        await using var connection = await database.OpenConnectionAsync();
        var options = (await connection.QueryAsync<Option>(
            "SELECT option_id OptionId, price Price, stock Stock FROM locked_option WHERE product_id = @productId",
            new { productId })).AsList();
        return options is [var first, ..]
            ? JsonSerializer.SerializeToUtf8Bytes(new ProductResponse(productId, "Bench", first.Price,
                [.. options.Select(option => new ProductOptionResponse(option.OptionId, "One size", 0, option.Price, option.Stock, null))]),
                LockedShopJson.Default.ProductResponse)
            : null;
    }

    private sealed record Option(long OptionId, long Price, long Stock);
}
