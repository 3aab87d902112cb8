using System.Buffers.Binary;
using System.Security.Cryptography;
using Commerce.Journaling;
using Commerce.WaitingQueue;

namespace Commerce.Verify;

/// <summary>What must hold of waiting queues. Memory grows with those who wait in one queue at once.</summary>
internal sealed class QueueLaws : IStreamLaws
{
    private readonly Law _numbers = new("queue tokens are numbered 1, 2, 3, ... without gaps");
    private readonly Law _one = new("no customer has two live tokens in one queue");
    private readonly Law _order = new("whoever is admitted was the next in line");
    private readonly Law _active = new("no queue lets in more at once than it may");
    private readonly Law _pace = new("no queue admits more in any second than it may");
    private readonly Law _lottery = new("a queue's lottery is held once, at its opening, before anybody is admitted");
    private readonly Law _ends = new("a queue token lapses while it waits, and is closed while it lives, once");

    private readonly Dictionary<long, long> _waiting = []; // customers by token
    private readonly Dictionary<long, (long CustomerId, DateTimeOffset Until)> _inside = [];
    private readonly HashSet<long> _customers = []; // who has a live token, or one whose time inside has passed unnoticed
    private readonly SortedSet<(long Rank, long Number)> _line = [];
    private readonly Dictionary<long, long> _ranks = []; // of those of the lottery
    private readonly Queue<(DateTimeOffset At, int Count)> _lately = new();
    private string _queue = "";
    private QueueDefined? _terms;
    private QueueDrawn? _draw;
    private bool _anyAdmitted;
    private long _issued;

    public IEnumerable<Law> Laws => [_numbers, _one, _order, _active, _pace, _lottery, _ends];

    public void Begin(StreamName stream)
    {
        (_queue, _terms, _draw, _anyAdmitted, _issued) = (stream.Key, null, null, false, 0);
        _waiting.Clear();
        _inside.Clear();
        _customers.Clear();
        _line.Clear();
        _ranks.Clear();
        _lately.Clear();
    }

    public void Take(JournalRow row, bool told)
    {
        switch (QueueEventCodec.Instance.Decode(row.Type, row.Version, row.Payload))
        {
            case QueueDefined defined:
                _terms = defined;
                break;
            case QueueJoined joined:
                Join(joined);
                break;
            case QueueDrawn drawn:
                Draw(drawn);
                break;
            case QueueAdmitted admitted:
                Admit(admitted);
                break;
            case QueueLapsed lapsed:
                foreach (var number in lapsed.Numbers)
                    _ends.Check(LeaveLine(number, out _), () => $"queue {_queue}: {number} lapsed and did not wait");
                break;
            case QueueClosed closed:
                Close(closed);
                break;
        }
    }

    public void End()
    {
        // Nothing is left to check at the end: a queue may be left in any state.
    }

    private void Join(QueueJoined joined)
    {
        Pass(joined.JoinedAt);
        _numbers.Check(joined.FirstNumber == _issued + 1, () => $"queue {_queue}: number {joined.FirstNumber} where {_issued + 1} is due");
        _issued = joined.FirstNumber - 1;
        foreach (var customerId in joined.CustomerIds)
        {
            _issued++;
            _one.Check(_customers.Add(customerId), () => $"queue {_queue}: customer {customerId} has {_issued} and an earlier one");
            _waiting[_issued] = customerId;
            _line.Add((_issued, _issued));
        }
    }

    private void Draw(QueueDrawn drawn)
    {
        _lottery.Check(_draw is null && !_anyAdmitted && drawn.Count == _issued && _terms?.OpensAt <= drawn.DrawnAt,
            () => $"queue {_queue}: drawn at {drawn.DrawnAt:O} among {drawn.Count} of {_issued}, to open at {_terms?.OpensAt:O}");
        _draw = drawn;
        _line.Clear();
        foreach (var (i, number) in Enumerable.Range(1, drawn.Count).OrderBy(number => Lot(drawn.Seed, number)).Index())
            _ranks[number] = i + 1;
        _line.UnionWith(_waiting.Keys.Select(number => (_ranks.GetValueOrDefault(number, number), number)));
    }

    private void Admit(QueueAdmitted admitted)
    {
        Pass(admitted.AdmittedAt);
        _anyAdmitted = true;
        _lottery.Check(_terms?.OpensAt is null || _draw is not null,
            () => $"queue {_queue}: {admitted.Numbers[0]} was admitted before the lottery");
        for (var i = 0; i < admitted.Numbers.Count; i++)
        {
            var number = admitted.Numbers[i];
            var next = _line.Min.Number;
            _order.Check(number == next && _waiting.GetValueOrDefault(number) == admitted.CustomerIds[i],
                () => $"queue {_queue}: {number} was admitted where {next} was due");
            if (LeaveLine(number, out var customerId))
                _customers.Add(customerId); // inside now
            _inside[number] = (admitted.CustomerIds[i], admitted.Until);
        }
        _lately.Enqueue((admitted.AdmittedAt, admitted.Numbers.Count));
        while (_lately.Peek().At <= admitted.AdmittedAt - TimeSpan.FromSeconds(1))
            _lately.Dequeue();
        var inSecond = _lately.Sum(of => of.Count);
        _active.Check(_inside.Count <= _terms?.MaxActive,
            () => $"queue {_queue}: {_inside.Count} inside at {admitted.AdmittedAt:O}, {_terms?.MaxActive} may be");
        _pace.Check(inSecond <= _terms?.AdmissionsPerSecond,
            () => $"queue {_queue}: {inSecond} in the second to {admitted.AdmittedAt:O}, {_terms?.AdmissionsPerSecond} may be");
    }

    private void Close(QueueClosed closed)
    {
        Pass(closed.ClosedAt);
        var lived = LeaveLine(closed.Number, out var holder);
        if (!lived && _inside.Remove(closed.Number, out var slot))
        {
            (lived, holder) = (true, slot.CustomerId);
            _customers.Remove(holder);
        }
        _ends.Check(lived && holder == closed.CustomerId,
            () => $"queue {_queue}: {closed.Number} was closed and is no live token of {closed.CustomerId}");
    }

    // Removes the customers whose time inside has passed.
    private void Pass(DateTimeOffset moment)
    {
        foreach (var (number, slot) in _inside.Where(inside => inside.Value.Until <= moment).ToList())
        {
            _inside.Remove(number);
            _customers.Remove(slot.CustomerId);
        }
    }

    private bool LeaveLine(long number, out long customerId)
    {
        if (!_waiting.Remove(number, out customerId))
            return false;
        _customers.Remove(customerId);
        _line.Remove((_ranks.GetValueOrDefault(number, number), number));
        return true;
    }

    private static ulong Lot(string seed, int number)
    {
        var message = new byte[24];
        Convert.FromHexString(seed).CopyTo(message, 0);
        BinaryPrimitives.WriteInt64BigEndian(message.AsSpan(16), number);
        return BinaryPrimitives.ReadUInt64BigEndian(SHA256.HashData(message));
    }
}
