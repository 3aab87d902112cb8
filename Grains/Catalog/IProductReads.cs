namespace Commerce.Catalog;

/// <summary>Reads which products there are; the silo's storage implements it.</summary>
public interface IProductReads
{
    /// <summary>Reads product ids in order.</summary>
    /// <param name="afterProductId">Ids up to and including this one are skipped.</param>
    /// <param name="limit">How many at the most.</param>
    Task<IReadOnlyList<long>> IdsAsync(long afterProductId, int limit);
}
