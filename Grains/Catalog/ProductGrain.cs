using Commerce.Journaling;

namespace Commerce.Catalog;

/// <summary>One product and its stock.</summary>
internal sealed class ProductGrain(JournalContext journal)
    : JournaledGrain<ProductState, IProductEvent>(journal, ProductEventCodec.Instance), IProductGrain
{
    protected override string Feature => "product";

    private long ProductId => this.GetPrimaryKeyLong();

    public async Task<Reply<DefineProductOutcome>> Define(DefineProduct command)
    {
        var reply = await Execute(command, ProductJson.Default.DefineProductOutcome, () => ProductRules.Define(State, ProductId, command));
        if (reply.Outcome is { } outcome)
            Count("define", outcome.Status);
        return reply;
    }

    public async Task<Reply<DeductStockOutcome>> Deduct(DeductStock command)
    {
        var reply = await Execute(command, ProductJson.Default.DeductStockOutcome, () => ProductRules.Deduct(State, command));
        if (reply.Outcome is { } outcome)
            Count("deduct", outcome.Status);
        return reply;
    }

    public async Task<Reply<RestoreStockOutcome>> Restore(RestoreStock command)
    {
        var reply = await Execute(command, ProductJson.Default.RestoreStockOutcome, () => ProductRules.Restore(State, command));
        if (reply.Outcome is { } outcome)
            Count("restore", outcome.Status);
        return reply;
    }

    public Task<Product?> Get() => Read(state => ProductRules.Product(state, ProductId));
}
