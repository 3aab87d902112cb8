using System.Data.Common;
using System.Globalization;
using Commerce.Journaling;
using Commerce.Outbox;
using Commerce.Projections;
using Commerce.Storage;
using Dapper;

namespace Commerce.Catalog;

/// <summary>Keeps the table <c>product</c>: which products there are. It is only ever added to.</summary>
internal sealed class ProductProjection(ISqlDatabase database) : IProjection, IProductReads
{
    public IReadOnlyList<string> Tables => ["product"];

    public async Task ProjectAsync(IReadOnlyList<IntegrationEvent> events, DbConnection connection, DbTransaction transaction)
    {
        var products = events.Where(e => e.Type == ProductEventCodec.Defined)
            .Select(e => StreamName.Parse(e.Subject).NumberKey)
            .Distinct()
            .Select(productId => string.Create(CultureInfo.InvariantCulture, $"({productId})"));
        await SqlInsert.NewRowsAsync(database, connection, transaction, "product (product_id)", [.. products]);
    }

    public async Task<IReadOnlyList<long>> IdsAsync(long afterProductId, int limit)
    {
        await using var connection = await database.DataSource.OpenConnectionAsync();
        return [.. await connection.QueryAsync<long>(
            "SELECT product_id FROM product WHERE product_id > @afterProductId ORDER BY product_id LIMIT @limit", new { afterProductId, limit })];
    }
}
