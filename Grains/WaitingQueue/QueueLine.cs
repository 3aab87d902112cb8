namespace Commerce.WaitingQueue;

/// <summary>
/// Who waits, in which order. Tokens have numbers in the order of arrival, and ranks in the order of their turn: the same, but
/// for those of the lottery. 100,000 who wait take about 6 MiB: 8 bytes by number, about 40 by customer.
/// </summary>
internal sealed class QueueLine
{
    public const int TokensPerPage = 16_384;

    private const long Nobody = -1;

    private readonly List<long[]?> _pages = []; // customers by number; a page on which nobody waits any more is dropped
    private readonly List<int> _waitingOn = []; // how many wait, by page
    private readonly Dictionary<long, long> _numberOf = [];
    private RankBits? _gone;
    private int[]? _numbersByRank;
    private int[]? _ranksByNumber;
    private QueueDraw? _draw;

    /// <summary>The number of the last token; 0 when there is none.</summary>
    public long Issued { get; private set; }

    /// <summary>The rank whose turn is next; one more than the last when nobody waits.</summary>
    public long Head { get; private set; } = 1;

    /// <summary>Tokens that wait.</summary>
    public int Waiting => _numberOf.Count;

    public int PageCount => _pages.Count;

    /// <summary>The lottery, once it was held among at least one.</summary>
    public QueueDraw? Draw => _draw;

    /// <summary>The number of the customer's waiting token; 0 when there is none.</summary>
    public long NumberOf(long customerId) => _numberOf.GetValueOrDefault(customerId);

    /// <summary>Who waits with the token; <see langword="null"/> when nobody does.</summary>
    public long? CustomerOf(long number) =>
        number >= 1 && number <= Issued && _pages[PageOf(number)] is { } page && page[IndexOf(number)] is not Nobody and var customerId
            ? customerId
            : null;

    /// <summary>The number of the token whose turn is at a rank.</summary>
    public long NumberAt(long rank) =>
        rank > (_draw?.Count ?? 0) ? rank : (_numbersByRank ??= QueueLottery.NumbersByRank(_draw!))[rank - 1];

    /// <summary>When a token's turn is.</summary>
    public long RankOf(long number) => number > (_draw?.Count ?? 0)
        ? number
        : (_ranksByNumber ??= QueueLottery.RanksByNumber(_numbersByRank ??= QueueLottery.NumbersByRank(_draw!)))[number - 1];

    /// <summary>A waiting token's place: 1 for the next.</summary>
    public long PositionOf(long number)
    {
        var rank = RankOf(number);
        return rank - Head + 1 - Gone.Count(Head, rank);
    }

    /// <summary>The ranks from the head on, a bit for each: set when its token does not wait any more.</summary>
    public (long FirstRank, ulong[] Words) CopyGone() => Gone.Copy(Head, Issued);

    public void Add(long customerId)
    {
        Issued++;
        if (PageOf(Issued) == _pages.Count)
        {
            _pages.Add(NewPage());
            _waitingOn.Add(0);
        }
        Put(Issued, customerId);
    }

    /// <summary>Gives those of the lottery their ranks. Nobody's turn came before it.</summary>
    public void Hold(QueueDraw draw)
    {
        (_draw, _gone) = (draw, null);
        MoveHead(1);
    }

    /// <summary>Takes a token out of the line: its turn came, or it gave up.</summary>
    public void Remove(long number)
    {
        var page = PageOf(number);
        var customers = _pages[page]!;
        _numberOf.Remove(customers[IndexOf(number)]);
        customers[IndexOf(number)] = Nobody;
        if (--_waitingOn[page] == 0 && (page + 1L) * TokensPerPage <= Issued)
            _pages[page] = null;
        _gone?.Add(RankOf(number));
        MoveHead(Head);
    }

    /// <summary>A page's customers, -1 in place of one who does not wait; empty when nobody on it waits.</summary>
    public ReadOnlySpan<long> Page(int page) =>
        _pages[page] is { } customers ? customers.AsSpan(0, (int)Math.Min(TokensPerPage, Issued - (long)page * TokensPerPage)) : [];

    /// <summary>The numbers of all who wait, in the order of arrival.</summary>
    public IEnumerable<long> Numbers()
    {
        for (var page = 0; page < _pages.Count; page++)
        {
            if (_pages[page] is not { } customers)
                continue;
            for (var i = 0; i < customers.Length; i++)
            {
                if (customers[i] != Nobody)
                    yield return (long)page * TokensPerPage + i + 1;
            }
        }
    }

    /// <summary>Whether somebody may wait on a page.</summary>
    public bool HasPage(int page) => _pages[page] is not null;

    /// <summary>Takes back a page; pages come in order.</summary>
    public void LoadPage(ReadOnlySpan<long> customers)
    {
        var first = (long)_pages.Count * TokensPerPage + 1;
        _pages.Add(customers.IsEmpty ? null : NewPage());
        _waitingOn.Add(0);
        for (var i = 0; i < customers.Length; i++)
        {
            if (customers[i] != Nobody)
                Put(first + i, customers[i]);
        }
    }

    /// <summary>Takes back what the pages do not have.</summary>
    public void Restore(long issued, long head, QueueDraw? draw) => (Issued, Head, _draw) = (issued, head, draw);

    public static int PageOf(long number) => (int)((number - 1) / TokensPerPage);

    private static int IndexOf(long number) => (int)((number - 1) % TokensPerPage);

    private static long[] NewPage()
    {
        var page = new long[TokensPerPage];
        Array.Fill(page, Nobody);
        return page;
    }

    private RankBits Gone => _gone ??= FindGone();

    private void Put(long number, long customerId)
    {
        _pages[PageOf(number)]![IndexOf(number)] = customerId;
        _waitingOn[PageOf(number)]++;
        _numberOf.Add(customerId, number);
    }

    private void MoveHead(long from)
    {
        for (Head = from; Head <= Issued && CustomerOf(NumberAt(Head)) is null; Head++)
        {
            // Nobody's turn.
        }
        if (Head > (_draw?.Count ?? 0))
            _numbersByRank = _ranksByNumber = null; // the rest have their numbers for ranks
        _gone?.Trim(Head);
    }

    private RankBits FindGone()
    {
        var gone = new RankBits();
        for (var rank = Head; rank <= Issued; rank++)
        {
            if (CustomerOf(NumberAt(rank)) is null)
                gone.Add(rank);
        }
        return gone;
    }
}
