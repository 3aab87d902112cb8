namespace Commerce.WaitingQueue;

/// <summary>The plain account: what events make of it, and what they may not.</summary>
internal sealed partial class QueueHistory
{
    private void Account(IQueueEvent e)
    {
        switch (e)
        {
            case QueueDefined defined:
                _shut = defined.IsShut is true;
                break;
            case QueueJoined joined:
                Assert.Equal(_issued + 1, joined.FirstNumber);
                foreach (var customer in joined.CustomerIds)
                    _line.Add((++_issued, customer));
                break;
            case QueueDrawn drawn:
                Assert.False(_drawn || _admissions.Count > 0, "One lottery, before anybody is let in.");
                Assert.Equal(_issued, drawn.Count);
                Assert.True(_state.Settings!.OpensAt <= drawn.DrawnAt, "Not before the opening.");
                _drawn = true;
                var order = QueueLottery.NumbersByRank(new(drawn.Seed, drawn.Count)).Select(number => (long)number).ToList();
                _line.Sort((a, b) => order.IndexOf(a.Number).CompareTo(order.IndexOf(b.Number)));
                break;
            case QueueAdmitted admitted:
                Admit(admitted);
                break;
            case QueueLapsed lapsed:
                Assert.All(lapsed.Numbers, number =>
                    Assert.True(_asked[number] + TimeSpan.FromSeconds(TimeoutSeconds - 1) <= _listened, "They asked."));
                Assert.Equal(lapsed.Numbers.Count, _line.RemoveAll(token => lapsed.Numbers.Contains(token.Number)));
                break;
            case QueueClosed closed:
                Assert.Equal(1, _line.RemoveAll(token => token.Number == closed.Number)
                    + _inside.RemoveAll(slot => slot.Number == closed.Number));
                break;
        }
    }

    private void Admit(QueueAdmitted admitted)
    {
        var at = admitted.AdmittedAt;
        Assert.Equal(admitted.Numbers, _line.Take(admitted.Numbers.Count).Select(token => token.Number)); // first come, first in
        Assert.Equal(admitted.CustomerIds, _line.Take(admitted.Numbers.Count).Select(token => token.Customer));
        _line.RemoveRange(0, admitted.Numbers.Count);
        _inside.RemoveAll(slot => slot.Until <= at);
        _inside.AddRange(admitted.Numbers.Zip(admitted.CustomerIds, (number, customer) => (number, customer, admitted.Until)));
        _admissions.AddRange(admitted.Numbers.Select(_ => at));
        Assert.True(_inside.Count <= _state.Settings!.MaxActive, "More inside than may be.");
        Assert.True(_admissions.Count(t => t > at.AddSeconds(-1)) <= _state.Settings.AdmissionsPerSecond, "More in a second than may be.");
        Assert.True(_state.Settings.OpensAt is null || _drawn, "Before the opening.");
    }
}
