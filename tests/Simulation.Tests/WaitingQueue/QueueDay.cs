using Commerce.Journaling;
using Commerce.Simulator;

namespace Commerce.WaitingQueue;

/// <summary>What happened on a day, to see that the days together show everything they are meant to.</summary>
internal sealed record QueueDayReport(int Admitted, int Lapsed, int Closed, int Drawn, int Conflicts);

/// <summary>An evening at a box office: everything that happens on it follows from the seed.</summary>
internal sealed class QueueDay
{
    private static readonly TimeSpan s_troubleLasts = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan s_limit = TimeSpan.FromMinutes(30);
    private static readonly string s_queue = QueueKey.OfConcert(7001).ToString();

    private readonly Random _random;
    private readonly SimCluster _cluster;
    private readonly QueueSettings _settings;
    private int _served;

    public QueueDay(int seed, Action<string>? trace = null)
    {
        _random = new Random(seed);
        var options = new JournalOptions
        {
            SnapshotEvery = _random.Next(2) == 0 ? _random.Next(1, 10) : 2_000,
            SnapshotOnDeactivation = _random.Next(1, 10),
        };
        _cluster = new SimCluster(_random, silos: _random.Next(1, 4), options, clockError: TimeSpan.FromSeconds(2));
        _cluster.Trace = line => trace?.Invoke($"{_cluster.Time.Now:mm\\:ss\\.fff} {line}");
        _settings = new(_random.Next(1, 5), _random.Next(1, 4), _random.Next(1, 20), QueueBounds.MinWaitingTimeoutSeconds,
            _random.Next(2) == 0 ? SiloClock.Start.AddSeconds(_random.Next(2, 12)) : null);
    }

    private IWaitingQueueGrain Queue => _cluster.Clients.GetGrain<IWaitingQueueGrain>(s_queue);

    public QueueDayReport Run()
    {
        var time = _cluster.Time;
        time.RunUntil(time.Start(() => Queue.Define(new(_settings, null))), s_limit);
        var chance = _random.NextDouble() * 0.03;
        _cluster.Faults = new Faults(Lost: chance, Late: chance * 2, Twice: chance * 4, Refused: chance, Unknown: chance, Unread: chance);
        var customers = Enumerable.Range(1, _random.Next(3, 25)).ToList();
        var queueing = customers.Select(customer => time.Start(() => QueueAsync(customer))).ToList();
        for (var left = _random.Next(0, 6); left > 0; left--)
            time.After(_random.NextDouble() * s_troubleLasts, null, Disaster);
        time.After(s_troubleLasts, null, () => _cluster.Faults = Faults.None);

        // Whoever stays is let in in the end, whatever happened.
        time.RunUntil(Task.WhenAll(queueing), s_limit);
        Assert.Equal(customers.Count, _served);
        time.RunOut(); // frozen silos wake, late messages arrive, and those who left lose their places
        var journal = _cluster.Store.Journal.Where(e => e.Type != "command.answered")
            .Select(e => QueueEventCodec.Instance.Decode(e.Type, e.Version, e.Payload)).ToList();
        new QueueAccount(_settings).Check(journal);
        return new(journal.OfType<QueueAdmitted>().Sum(e => e.Numbers.Count), journal.OfType<QueueLapsed>().Sum(e => e.Numbers.Count),
            journal.OfType<QueueClosed>().Count(), journal.OfType<QueueDrawn>().Count(), _cluster.Store.Conflicts);
    }

    /// <summary>Comes at some time, asks again and again; some leave and come back; once inside, some say when they are done.</summary>
    private async Task QueueAsync(long customer)
    {
        await PauseAsync(_random.Next(0, 15_000));
        while (true)
        {
            var ticket = (await AskAsync(() => Queue.Join(new(customer, null)))).Outcome!.Ticket!;
            if (ticket.Status == QueueTicketStatus.Active)
            {
                await InsideAsync(customer, ticket);
                _served++;
                return;
            }
            await PauseAsync(_random.Next(6) == 0 ? _random.Next(8_000, 20_000) : _random.Next(200, 3_000));
        }
    }

    private async Task InsideAsync(long customer, QueueTicket ticket)
    {
        Assert.True(QueueToken.TryRead(ticket.Token, out var token));
        Assert.Equal(customer, token.CustomerId);
        if (_random.Next(3) == 0)
            return; // does nothing: the slot ends by itself
        await PauseAsync(_random.Next(0, 3_000));
        await AskAsync(() => Queue.Check([new(ticket.Token, customer)]));
        await AskAsync(() => Queue.Close(new(token.Number, customer, null)));
        Assert.Equal(QueueCheckStatus.NotActive, (await AskAsync(() => Queue.Check([new(ticket.Token, customer)])))[0].Status);
    }

    private async Task<T> AskAsync<T>(Func<Task<T>> ask)
    {
        while (true)
        {
            try
            {
                return await ask();
            }
            catch (Exception unanswered) when (unanswered is CommerceUnavailableException or TimeoutException or SiloUnavailableException)
            {
                await PauseAsync(_random.Next(50, 500));
            }
        }
    }

    private Task PauseAsync(int milliseconds) => _cluster.Time.Pause(TimeSpan.FromMilliseconds(milliseconds), null);

    private void Disaster()
    {
        var silo = _cluster.Silos[_random.Next(_cluster.Silos.Count)];
        switch (_random.Next(3))
        {
            case 0: // frozen for a while; the others may give it up before it wakes
                silo.FrozenUntil = _cluster.Time.Now + TimeSpan.FromMilliseconds(_random.Next(100, 20_000));
                if (_random.Next(2) == 0)
                    _cluster.Time.After(TimeSpan.FromMilliseconds(_random.Next(1, 5_000)), null, () => _cluster.Exclude(silo));
                break;
            case 1: // cut off, and alive for some time
                _cluster.Exclude(silo);
                _cluster.Time.After(TimeSpan.FromMilliseconds(_random.Next(100, 20_000)), null,
                    () => _cluster.Kill(silo, lastWordsArrive: true));
                break;
            default:
                _cluster.Kill(silo, lastWordsArrive: _random.Next(2) == 0);
                break;
        }
    }
}
