using System.Numerics;

namespace Commerce.WaitingQueue;

/// <summary>A queue's view, made ready to tell any token its place in a few steps.</summary>
internal sealed class QueuePlaces
{
    private readonly long[] _goneBefore; // tokens gone in the words before each
    private readonly Dictionary<long, DateTimeOffset> _until;
    private readonly int[] _ranks; // of those of the lottery, by number
    private readonly long _headGone; // gone ranks below the head in the first words
    private readonly DateTimeOffset _since;

    /// <param name="view">The queue.</param>
    /// <param name="before">What was known before: the lottery's order need not be found again.</param>
    /// <param name="now">Now. Nothing happens in the queue from then on, or there is another view.</param>
    public QueuePlaces(QueueView view, QueuePlaces? before, DateTimeOffset now)
    {
        (View, _since) = (view, now);
        _until = view.Active.ToDictionary(slot => slot.Number, slot => slot.Until);
        _ranks = view.Draw is not { } draw || view.Head > draw.Count ? []
            : before is { _ranks.Length: > 0 } && before.View.Draw == draw ? before._ranks
            : QueueLottery.RanksByNumber(QueueLottery.NumbersByRank(draw));
        _goneBefore = new long[view.Gone.Length + 1];
        for (var i = 0; i < view.Gone.Length; i++)
            _goneBefore[i + 1] = _goneBefore[i] + BitOperations.PopCount(view.Gone[i]);
        _headGone = GoneBelow(view.Head);
    }

    public QueueView View { get; }

    /// <summary>A token as its holder sees it.</summary>
    /// <param name="token">The token; its signature holds.</param>
    /// <param name="text">Its text.</param>
    /// <param name="now">Now.</param>
    public QueueTicket Ticket(QueueToken token, string text, DateTimeOffset now)
    {
        var number = token.Number;
        if (_until.TryGetValue(number, out var until) && until > now)
            return new(text, QueueTicketStatus.Active, 0, TimeSpan.Zero, TimeSpan.Zero, until, null);
        if (!IsWaiting(number))
            return new(text, QueueTicketStatus.Expired, 0, TimeSpan.Zero, TimeSpan.Zero, null, null);
        var admittedPerSecond = now - _since < QueueEstimates.Lately ? View.AdmittedPerSecond : 0; // nobody was, all the time since
        return QueueEstimates.Waiting(text, View.Settings, number, View.IsOpened ? null : View.Settings.OpensAt, now,
            () => PositionOf(RankOf(number)), View.Waiting, View.Settings.MaxActive - _until.Count, admittedPerSecond);
    }

    // A token that is younger than the view waits, as far as one can know here.
    private bool IsWaiting(long number)
    {
        if (View.Draw is { } draw && number <= draw.Count && View.Head > draw.Count)
            return false;
        var rank = RankOf(number);
        return rank >= View.Head && !IsGone(rank);
    }

    private long RankOf(long number) => number <= _ranks.Length ? _ranks[number - 1] : number;

    private long PositionOf(long rank) => rank - View.Head + 1 - (GoneBelow(rank) - _headGone);

    private bool IsGone(long rank) =>
        rank - View.GoneFrom is >= 0 and var bit && bit / 64 < View.Gone.Length && (View.Gone[bit / 64] >> (int)(bit % 64) & 1) != 0;

    private long GoneBelow(long rank)
    {
        var bit = Math.Clamp(rank - View.GoneFrom, 0, View.Gone.Length * 64L);
        var (word, rest) = (bit / 64, (int)(bit % 64));
        return _goneBefore[word] + (rest == 0 ? 0 : BitOperations.PopCount(View.Gone[word] & ((1UL << rest) - 1)));
    }
}
