using Commerce.Balances;
using Commerce.Catalog;
using Commerce.Coupons;
using Commerce.Journaling;

namespace Commerce.Rehearsals;

/// <summary>
/// The journal of what is rehearsed with: whatever is read has just been defined, and whatever is appended goes the real store's way
/// and is taken back. It has no way to commit.
/// </summary>
/// <param name="real">The real store, for the way.</param>
internal sealed class RehearsalJournal(IJournalStore real) : IJournalStore
{
    private const long Plenty = 1_000_000;

    public IJournalAppender CreateAppender() => new Appender(real);

    public async IAsyncEnumerable<JournalEvent> ReadAsync(
        string stream, long afterSeq, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.CompletedTask;
        if (afterSeq == 0 && Defined(StreamName.Parse(stream)) is { } e)
            yield return new(stream, 1, Guid.Empty, e.Type, e.Version, e.Payload, DateTimeOffset.UnixEpoch);
    }

    public Task<StoredReceipt?[]> FindReceiptsAsync(IReadOnlyList<CommandLookup> commands, CancellationToken cancellationToken) =>
        Task.FromResult(new StoredReceipt?[commands.Count]);

    public Task<Guid?> FindIdAsync(JournalPosition position, CancellationToken cancellationToken) => Task.FromResult<Guid?>(null);

    /// <summary>What every customer, coupon and product begins with; an order begins with nothing.</summary>
    private static StoredEvent? Defined(StreamName stream) => stream.Category switch
    {
        BalanceStreams.Category => BalanceEventCodec.Instance.Encode(new AccountOpened("rehearsal", Plenty)),
        ProductStreams.Category => ProductEventCodec.Instance.Encode(
            new ProductDefined("rehearsal", 1, [new OptionDefinition(1, "rehearsal", 0, Plenty)])),
        CouponStreams.Category => CouponEventCodec.Instance.Encode(new CouponDefined(
            "rehearsal", null, DiscountType.Fixed, 1, Plenty, DateTimeOffset.UnixEpoch, DateTimeOffset.MaxValue)),
        _ => null,
    };

    private sealed class Appender(IJournalStore real) : IJournalAppender
    {
        public ValueTask<long> ConnectAsync(CancellationToken cancellationToken) => new(1);

        public Task AppendAsync(IReadOnlyList<JournalAppend> batch, CancellationToken cancellationToken) =>
            real.RehearseAsync(batch, cancellationToken);

        // After a failure: nothing was stored, as ever.
        public Task<IReadOnlyDictionary<(string Stream, long Seq), Guid>> FindAsync(
            IReadOnlyList<JournalPosition> positions, CancellationToken cancellationToken) =>
            Task.FromResult<IReadOnlyDictionary<(string, long), Guid>>(new Dictionary<(string, long), Guid>());

        public Task PingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public ValueTask DisposeAsync() => default;
    }
}
