using Commerce.Bench.Reporting;

namespace Commerce.Bench.Concerts;

/// <summary>Customers and schedules of one's own on a server, and what clients were told about them.</summary>
internal sealed class Hall(ISeatServer server, long firstCustomer, int customers, long firstSchedule, int schedules)
{
    /// <summary>Won that each seat costs.</summary>
    public const long Price = 1_000;

    /// <summary>The width of customer ids.</summary>
    public const int CustomerDigits = 10;

    /// <summary>The width of schedule ids.</summary>
    public const int ScheduleDigits = 4;

    /// <summary>The width of seats' numbers: those with fewer digits stay free.</summary>
    public const int SeatDigits = 5;

    private const long Opening = 1_000_000_000_000; // the most that a balance holds
    private const int FirstSeat = 10_000;
    private const int LastSeat = 99_999;
    private const int Parallelism = 32;

    private readonly int[] _next = [.. Enumerable.Repeat(FirstSeat, schedules)];
    private long _turn;
    private long _paid;

    private IEnumerable<long> Customers => Enumerable.Range(0, customers).Select(i => firstCustomer + i);

    private IEnumerable<long> Schedules => Enumerable.Range(0, schedules).Select(i => firstSchedule + i);

    /// <summary>Makes everybody and everything known.</summary>
    public async Task OpenAsync()
    {
        await EachAsync(Schedules, schedule => server.DefineScheduleAsync(schedule, Price, LastSeat));
        await EachAsync(Customers, customer => server.DefineCustomerAsync(customer, Opening));
    }

    /// <summary>Who wants which seat next: each seat once, schedule by schedule in turn. Not safe for several threads.</summary>
    public (long Customer, long Schedule, long Seat) Next()
    {
        var schedule = (int)(_turn % schedules);
        if (_next[schedule] > LastSeat)
            throw new InvalidOperationException("Every seat was asked for: measure for a shorter time.");
        return (firstCustomer + _turn++ % customers, firstSchedule + schedule, _next[schedule]++);
    }

    /// <summary>A client was told that its seat is paid.</summary>
    public void Paid() => _paid++;

    /// <summary>Compares what clients were told with what the server has.</summary>
    public async Task CheckAsync(Report report, string who)
    {
        var (spent, sold) = (0L, 0L);
        await EachAsync(Customers, async customer => Interlocked.Add(ref spent, Opening - await server.BalanceAsync(customer)));
        await EachAsync(Schedules, async schedule => Interlocked.Add(ref sold, await server.SoldAsync(schedule)));
        report.Check(spent == _paid * Price && sold == _paid,
            $"{who}: {_paid} seats paid, {sold} sold, and customers have {spent} won less");
    }

    private static Task EachAsync(IEnumerable<long> ids, Func<long, Task> action) => Parallel.ForEachAsync(
        ids, new ParallelOptions { MaxDegreeOfParallelism = Parallelism }, async (id, _) => await action(id));
}
