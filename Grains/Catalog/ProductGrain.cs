using Commerce.Journaling;

namespace Commerce.Catalog;

/// <summary>One product and its stock.</summary>
internal sealed class ProductGrain(JournalContext journal)
    : EventSourcedGrain<ProductState, IProductEvent>(journal, ProductEventCodec.Instance), IProductGrain
{
    protected override string StreamCategory => ProductStreams.Category;

    private long ProductId => this.GetPrimaryKeyLong();

    public Task<Reply<DefineProductOutcome>> Define(DefineProduct command) => ExecuteAsync(
        "define", command, ProductJson.Default.DefineProductOutcome, () => ProductRules.Define(State, ProductId, command));

    public Task<Reply<AddStockOutcome>> AddStock(AddStock command) => ExecuteAsync(
        "add-stock", command, ProductJson.Default.AddStockOutcome, () => ProductRules.Add(State, ProductId, command));

    public Task<Reply<DeductStockOutcome>> Deduct(DeductStock command) => ExecuteAsync(
        "deduct", command, ProductJson.Default.DeductStockOutcome, () => ProductRules.Deduct(State, command));

    public Task<Reply<RestoreStockOutcome>> Restore(RestoreStock command) => ExecuteAsync(
        "restore", command, ProductJson.Default.RestoreStockOutcome, () => ProductRules.Restore(State, command));

    public Task<Product?> Get() => ReadAsync(state => ProductRules.Product(state, ProductId));

    protected override object? Show() => ProductRules.Product(State, ProductId);
}
