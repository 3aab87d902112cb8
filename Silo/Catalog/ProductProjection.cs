using System.Data.Common;
using System.Globalization;
using Commerce.Outbox;
using Commerce.Storage;
using Dapper;

namespace Commerce.Catalog;

/// <summary>Keeps the table <c>product</c>: which products there are.</summary>
internal sealed class ProductProjection(ISqlDatabase database) : IProjection, IProductReads
{
    public async Task ProjectAsync(IReadOnlyList<IntegrationEvent> events, DbConnection connection, DbTransaction transaction)
    {
        foreach (var e in events.Where(e => e.Type == ProductEventCodec.Defined))
        {
            await connection.ExecuteAsync($"{database.InsertOrIgnore} product (product_id) VALUES (@ProductId)",
                new { ProductId = long.Parse(e.Subject.AsSpan("product/".Length), CultureInfo.InvariantCulture) }, transaction);
        }
    }

    public async Task<IReadOnlyList<long>> IdsAsync(long afterProductId, int limit)
    {
        await using var connection = await database.DataSource.OpenConnectionAsync();
        return [.. await connection.QueryAsync<long>(
            "SELECT product_id FROM product WHERE product_id > @afterProductId ORDER BY product_id LIMIT @limit", new { afterProductId, limit })];
    }
}
