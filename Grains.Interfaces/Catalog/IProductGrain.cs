namespace Commerce.Catalog;

/// <summary>One product: its name, prices, options and their stock. The key is the product id, 1 to 2^53 - 1.</summary>
[Alias("commerce.IProductGrain")]
public interface IProductGrain : IGrainWithIntegerKey
{
    /// <summary>Creates the product or extends it. Never takes back what was sold, and never removes an option.</summary>
    /// <param name="command">Name, prices and supplies.</param>
    /// <exception cref="CommerceUnavailableException">The store is unavailable or full.</exception>
    /// <exception cref="OutOfBoundsException">A value is outside its bounds; nothing changed.</exception>
    [Alias("Define")]
    Task<Reply<DefineProductOutcome>> Define(DefineProduct command);

    /// <summary>Adds pieces to what was ever supplied of an option.</summary>
    /// <param name="command">Which option, how many pieces.</param>
    /// <exception cref="CommerceUnavailableException">The store is unavailable or full.</exception>
    /// <exception cref="OutOfBoundsException">A value is outside its bounds; nothing changed.</exception>
    [Alias("AddStock")]
    Task<Reply<AddStockOutcome>> AddStock(AddStock command);

    /// <summary>Takes pieces of several options for an order, all or nothing.</summary>
    /// <param name="command">Which options, how many pieces, what for.</param>
    /// <exception cref="CommerceUnavailableException">The store is unavailable or full.</exception>
    /// <exception cref="OutOfBoundsException">A value is outside its bounds; nothing changed.</exception>
    [Alias("Deduct")]
    Task<Reply<DeductStockOutcome>> Deduct(DeductStock command);

    /// <summary>Puts pieces back that were taken for an order.</summary>
    /// <param name="command">Which options, how many pieces, what for.</param>
    /// <exception cref="CommerceUnavailableException">The store is unavailable or full.</exception>
    /// <exception cref="OutOfBoundsException">A value is outside its bounds; nothing changed.</exception>
    [Alias("Restore")]
    Task<Reply<RestoreStockOutcome>> Restore(RestoreStock command);

    /// <summary>Reads the product.</summary>
    /// <returns>The product, or <see langword="null"/> when there is none.</returns>
    [Alias("Get")]
    Task<Product?> Get();
}

/// <summary>Reads products by id, with their stock of this moment. The key is not used; every silo answers.</summary>
[Alias("commerce.ICatalogGrain")]
public interface ICatalogGrain : IGrainWithIntegerKey
{
    /// <summary>Reads a page of the products, ordered by id.</summary>
    /// <param name="limit">Products per page, 1 to <see cref="PageBounds.MaxLimit"/>.</param>
    /// <param name="afterProductId">The last product id of the page before; 0 for the first page.</param>
    /// <exception cref="CommerceUnavailableException">The store is unavailable.</exception>
    /// <exception cref="OutOfBoundsException">A value is outside its bounds; nothing changed.</exception>
    [Alias("List")]
    Task<Page<Product>> List(int limit, long afterProductId);
}
