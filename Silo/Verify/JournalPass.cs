using Commerce.Balances;
using Commerce.Catalog;
using Commerce.Concerts;
using Commerce.Coupons;
using Commerce.Journaling;
using Commerce.Orders;
using Commerce.WaitingQueue;

namespace Commerce.Verify;

/// <summary>One reading of the journal, stream by stream.</summary>
/// <param name="snapshot">The store.</param>
/// <param name="scratch">Where what belongs together across streams is put down.</param>
/// <param name="indexedFrom">From when on commands are in their index: milliseconds since 1970.</param>
internal sealed class JournalPass(StoreSnapshot snapshot, Scratch scratch, long indexedFrom)
{
    private readonly Law _streams = new("every stream's events are numbered 1, 2, 3, ... without gaps");
    private readonly Law _readable = new("every event can be read");
    private string _stream = "";
    private long _seq;
    private long _firstUntold; // the first event of the stream that may still be on its way
    private IStreamLaws? _laws; // of the stream that is read; none where nobody knows its kind

    public CouponLaws Coupons { get; } = new(scratch);

    public BalanceLaws Balances { get; } = new(scratch);

    public ProductLaws Products { get; } = new(snapshot, scratch);

    public ProductSalesLaws Sales { get; } = new(snapshot);

    public OrderLaws Orders => field ??= new(scratch, Sales);

    public SeatLaws Seats { get; } = new(scratch);

    public ReservationLaws Reservations { get; } = new(scratch);

    public QueueLaws Queues { get; } = new();

    public ConcertLaws Concerts { get; } = new(snapshot);

    public CommandLaws Commands { get; } = new();

    public AdminLaws Acts { get; } = new(snapshot);

    public IEnumerable<Law> Laws => [_streams, _readable];

    public async Task ReadAsync(CancellationToken cancellationToken)
    {
        // A subject's events leave the outbox in order: what waits there, and all that follows, may not be told yet.
        await foreach (var (_, stream, firstSeq) in snapshot.RowsAsync("SELECT id, stream, first_seq FROM outbox", ["id"],
                           row => (Id: row.GetInt64(0), Stream: row.GetString(1), FirstSeq: row.GetInt64(2)), row =>
                               [row.Id], cancellationToken))
            scratch.AddPending(stream, firstSeq);

        await foreach (var row in snapshot.RowsAsync(
            "SELECT stream, seq, event_type, event_version, payload, actor IS NOT NULL, recorded_at, " +
            $"{CommandLaws.IndexedSeq(indexedFrom)} FROM journal", ["stream", "seq"],
                           row => new JournalRow(row.GetString(0), row.GetInt64(1), row.GetString(2), row.GetInt32(3),
                               row.GetFieldValue<byte[]>(4), row.GetInt64(5) != 0, row.GetInt64(6),
                               row.IsDBNull(7) ? null : row.GetInt64(7)),
                           row => [row.Stream, row.Seq], cancellationToken))
        {
            if (row.Stream != _stream)
                Begin(row);
            _seq++;
            _streams.Check(row.Seq == _seq, () => $"{row.Stream} has {row.Seq} where {_seq} is due");
            _seq = row.Seq;
            if (row.HasActor)
                Acts.Add();
            Commands.Take(row);
            if (row.Type != AnsweredCommand.EventType)
                Take(row);
        }
        _laws?.End();
    }

    private void Begin(JournalRow row)
    {
        _laws?.End();
        (_stream, _seq, _firstUntold) = (row.Stream, 0, scratch.FirstPending(row.Stream));
        var stream = StreamName.Parse(row.Stream);
        _laws = stream.Category switch
        {
            CouponStreams.Category => Coupons,
            BalanceStreams.Category => Balances,
            ProductStreams.Category => Products,
            OrderStreams.Category => Orders,
            SeatBlockStreams.Category => Seats,
            ReservationStreams.Category => Reservations,
            QueueStreams.Category => Queues,
            ConcertStreams.Category => Concerts,
            _ => null,
        };
        if (_laws is not null && !TryRead(row, () => _laws.Begin(stream)))
            _laws = null;
    }

    private void Take(JournalRow row)
    {
        if (_laws is { } laws)
            TryRead(row, () => laws.Take(row, row.Seq < _firstUntold));
    }

    /// <summary>One event that nobody can read is a breach, and does not keep the others from being looked at.</summary>
    private bool TryRead(JournalRow row, Action read)
    {
        try
        {
            read();
            _readable.Check(true, () => "");
            return true;
        }
        catch (Exception unreadable) when (unreadable is not OutOfMemoryException and not System.Data.Common.DbException)
        {
            _readable.Check(false, () => $"{row.Stream} at {row.Seq}, {row.Type}: {unreadable.Message}");
            return false;
        }
    }
}
