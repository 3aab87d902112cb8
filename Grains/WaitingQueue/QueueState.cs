using Commerce.Journaling;

namespace Commerce.WaitingQueue;

/// <summary>A queue: how it admits, who waits and who is inside.</summary>
internal sealed partial class QueueState : IEventSourcedState<IQueueEvent>
{
    private static readonly TimeSpan s_second = TimeSpan.FromSeconds(1);

    private readonly List<bool> _dirty = [true];
    private readonly Queue<(DateTimeOffset At, int Count)> _lately = new(); // admissions of the second before LastAt

    /// <summary>Who waits.</summary>
    public QueueLine Line { get; } = new();

    /// <summary>Who is inside.</summary>
    public QueueSlots Slots { get; } = new();

    /// <summary>What tokens are signed with; <see langword="null"/> while the queue does not exist.</summary>
    public byte[]? Key { get; private set; }

    /// <summary>How the queue admits; <see langword="null"/> while it does not exist.</summary>
    public QueueSettings? Settings { get; private set; }

    /// <summary>Whether nobody joins it any more.</summary>
    public bool IsShut { get; private set; }

    /// <summary>Whether the lottery was held, among however many.</summary>
    public bool IsDrawn { get; private set; }

    /// <summary>Whether anybody was ever admitted.</summary>
    public bool HasAdmitted { get; private set; }

    /// <summary>Changes so far.</summary>
    public long Version { get; private set; }

    /// <summary>The time of the latest event. No later event has an earlier time, even where a clock is behind.</summary>
    public DateTimeOffset LastAt { get; private set; }

    public int PartCount => 1 + Line.PageCount;

    /// <summary>The moment of a decision: now, and never before what happened last.</summary>
    public DateTimeOffset Moment(DateTimeOffset now) => now > LastAt ? now : LastAt;

    /// <summary>How many were admitted in the second that ends at a moment.</summary>
    public int AdmittedInSecondTo(DateTimeOffset moment) =>
        _lately.Where(admitted => admitted.At > moment - s_second).Sum(admitted => admitted.Count);

    public void Apply(IQueueEvent e)
    {
        Version++;
        _dirty[0] = true;
        switch (e)
        {
            case QueueJoined joined:
                foreach (var customerId in joined.CustomerIds)
                    Line.Add(customerId);
                while (_dirty.Count < PartCount)
                    _dirty.Add(true);
                MarkDirtyAt(Line.Issued);
                MarkDirtyAt(joined.FirstNumber);
                Passed(joined.JoinedAt);
                break;
            case QueueAdmitted admitted:
                Admit(admitted);
                break;
            case QueueLapsed lapsed:
                foreach (var number in lapsed.Numbers)
                    Remove(number);
                Passed(lapsed.LapsedAt);
                break;
            case QueueClosed closed:
                if (Line.CustomerOf(closed.Number) is not null)
                    Remove(closed.Number);
                else
                    Slots.Leave(closed.Number);
                Passed(closed.ClosedAt);
                break;
            case QueueDrawn drawn:
                IsDrawn = true;
                if (drawn.Count > 0)
                    Line.Hold(new(drawn.Seed, drawn.Count));
                Passed(drawn.DrawnAt);
                break;
            case QueueDefined defined:
                (Settings, IsShut) = (defined.Settings, defined.IsShut is true);
                break;
            case QueueKeyMade made:
                Key = made.Key;
                break;
            default:
                throw new NotSupportedException($"A queue has no event {e.GetType().Name}.");
        }
    }

    private void Admit(QueueAdmitted admitted)
    {
        HasAdmitted = true;
        for (var i = 0; i < admitted.Numbers.Count; i++)
        {
            Remove(admitted.Numbers[i]);
            Slots.Take(admitted.Numbers[i], admitted.CustomerIds[i], admitted.Until);
        }
        _lately.Enqueue((admitted.AdmittedAt, admitted.Numbers.Count));
        Passed(admitted.AdmittedAt);
    }

    private void Remove(long number)
    {
        Line.Remove(number);
        MarkDirtyAt(number);
    }

    private void MarkDirtyAt(long number) => _dirty[1 + QueueLine.PageOf(number)] = true;

    private void Passed(DateTimeOffset at)
    {
        LastAt = Moment(at);
        while (_lately.TryPeek(out var first) && first.At <= LastAt - s_second)
            _lately.Dequeue();
        Slots.Forget(LastAt);
    }
}
