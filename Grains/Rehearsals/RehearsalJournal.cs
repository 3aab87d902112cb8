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

    private static readonly Guid s_definition = Guid.Empty; // the id of every first event

    public IJournalAppender CreateAppender() => new Appender(real);

    public async IAsyncEnumerable<JournalEvent> ReadAsync(
        string stream, long afterSeq, long lastSeq,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.CompletedTask;
        if (afterSeq == 0 && lastSeq > 0 && Defined(StreamName.Parse(stream)) is { } e)
            yield return new(stream, 1, s_definition, e.Type, e.Version, e.Payload, DateTimeOffset.UnixEpoch);
    }

    public Task<StoredReceipt?[]> FindReceiptsAsync(IReadOnlyList<CommandLookup> commands, CancellationToken cancellationToken) =>
        Task.FromResult(new StoredReceipt?[commands.Count]);

    public IAsyncEnumerable<Guid> ReadCommandIdsAsync(string stream, int atMost, CancellationToken cancellationToken) =>
        AsyncEnumerable.Empty<Guid>();

    public Task<Guid?> FindIdAsync(JournalPosition position, CancellationToken cancellationToken) =>
        Task.FromResult<Guid?>(IsThere(position) ? s_definition : null);

    // All that is ever there; what was appended was taken back.
    private static bool IsThere(JournalPosition position) => position.Seq == 1 && Defined(StreamName.Parse(position.Stream)) is not null;

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

        public Task<IReadOnlyDictionary<(string Stream, long Seq), Guid>> FindAsync(
            IReadOnlyList<JournalPosition> positions, CancellationToken cancellationToken) =>
            Task.FromResult<IReadOnlyDictionary<(string, long), Guid>>(positions.Where(IsThere).Distinct()
                .ToDictionary(position => (position.Stream, position.Seq), _ => s_definition));

        public Task PingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public ValueTask DisposeAsync() => default;
    }
}
