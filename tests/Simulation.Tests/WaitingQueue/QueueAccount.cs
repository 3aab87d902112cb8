namespace Commerce.WaitingQueue;

/// <summary>A plain account of a queue's journal, and what must hold of it.</summary>
internal sealed class QueueAccount(QueueSettings settings)
{
    private readonly List<(long Number, long Customer)> _line = []; // in the order of their turn
    private readonly List<(long Number, long Customer, DateTimeOffset Until)> _inside = [];
    private readonly List<DateTimeOffset> _admissions = [];
    private DateTimeOffset _last;
    private long _issued;
    private bool _drawn;

    public void Check(IEnumerable<IQueueEvent> journal)
    {
        foreach (var e in journal)
            Take(e);
    }

    private void Take(IQueueEvent e)
    {
        switch (e)
        {
            case QueueJoined joined:
                Pass(joined.JoinedAt);
                Assert.Equal(_issued + 1, joined.FirstNumber);
                Assert.DoesNotContain(joined.CustomerIds, customer =>
                    _line.Exists(token => token.Customer == customer) || _inside.Exists(slot => slot.Customer == customer));
                _line.AddRange(joined.CustomerIds.Select(customer => (++_issued, customer)));
                break;
            case QueueDrawn drawn:
                Pass(drawn.DrawnAt);
                Assert.True(!_drawn && _admissions.Count == 0, "One lottery, before anybody is let in.");
                Assert.True(drawn.Count == _issued && drawn.DrawnAt >= settings.OpensAt, "At the opening, among all who came.");
                _drawn = true;
                var order = drawn.Count == 0 ? [] : QueueLottery.NumbersByRank(new(drawn.Seed, drawn.Count)).ToList();
                _line.Sort((a, b) => order.IndexOf((int)a.Number).CompareTo(order.IndexOf((int)b.Number)));
                break;
            case QueueAdmitted admitted:
                Pass(admitted.AdmittedAt);
                Admit(admitted);
                break;
            case QueueLapsed lapsed:
                Pass(lapsed.LapsedAt);
                Assert.Equal(lapsed.Numbers.Count, _line.RemoveAll(token => lapsed.Numbers.Contains(token.Number)));
                break;
            case QueueClosed closed:
                Pass(closed.ClosedAt);
                Assert.Equal(1, _line.RemoveAll(token => token == (closed.Number, closed.CustomerId))
                    + _inside.RemoveAll(slot => (slot.Number, slot.Customer) == (closed.Number, closed.CustomerId)));
                break;
        }
    }

    private void Admit(QueueAdmitted admitted)
    {
        Assert.True(settings.OpensAt is null || _drawn, "Nobody is let in before the lottery.");
        foreach (var (number, customer) in admitted.Numbers.Zip(admitted.CustomerIds))
        {
            Assert.Equal((number, customer), _line[0]);
            _line.RemoveAt(0);
            _inside.Add((number, customer, admitted.Until));
            _admissions.Add(admitted.AdmittedAt);
        }
        Assert.Equal(admitted.AdmittedAt.AddSeconds(settings.ActiveSeconds), admitted.Until);
        Assert.True(_inside.Count <= settings.MaxActive, "More inside than may be.");
        var inSecond = _admissions.Count(at => at > admitted.AdmittedAt.AddSeconds(-1));
        Assert.True(inSecond <= settings.AdmissionsPerSecond, "More in a second than may be.");
    }

    private void Pass(DateTimeOffset at)
    {
        Assert.True(at >= _last, "A queue's time never goes back.");
        _last = at;
        _inside.RemoveAll(slot => slot.Until <= at);
    }
}
