using Commerce.Bench.Balances;
using Commerce.Bench.Comparison;
using Commerce.Bench.Comparison.Rendering;
using Commerce.Bench.Concerts;
using Commerce.Bench.Coupons;
using Commerce.Bench.HandOff;
using Commerce.Bench.Journal;
using Commerce.Bench.Load;
using Commerce.Bench.LockBaseline;
using Commerce.Bench.Orders;
using Commerce.Bench.Reporting;
using Commerce.Bench.Servers;
using Commerce.Bench.WaitingQueue;

if (BenchOptions.Parse(args, out var error) is not { } options)
{
    await Console.Error.WriteLineAsync($"{error}\n{BenchOptions.Usage}");
    return 2;
}

if (options.Command is "coupon" or "spike" or "charge" or "order" or "queue" or "seats" or BenchOptions.Guard or CompareBench.Command)
    HttpLoad.UseOneThread();
await using var databases = new Databases(options);
var floors = options is { Command: BenchOptions.Guard, Floors: { } file } ? Floors.Read(file) : null;
var report = new Report(Console.Out, floors);
return options.Command switch
{
    "journal" => await report.RunAsync(databases, database => JournalBench.RunAsync(database, options, report)),
    "coupon" => await report.RunAsync(databases, database => CouponBench.RunAsync(database, options, report)),
    "spike" => await report.RunAsync(databases, database => SpikeBench.RunAsync(database, options, report)),
    "charge" => await report.RunAsync(databases, database => ChargeBench.RunAsync(database, options, report)),
    "order" => await report.RunAsync(databases, database => OrderBench.RunAsync(database, options, report)),
    "queue" => await report.RunAsync(databases, database => QueueBench.RunAsync(database, options, report)),
    "seats" => await report.RunAsync(databases, database => SeatBench.RunAsync(database, options, report)),
    "holders" => await report.RunAsync(databases, database => HoldersBench.RunAsync(database, options, report)),
    BenchOptions.Guard => await report.RunAsync(databases, database => Guard.RunAsync(database, options, report)),
    CompareBench.Command => await report.RunAsync(databases, database => CompareBench.RunAsync(database, options, report)),
    ReportFiles.Command => ReportFiles.Write(options.Results, options.Out),
    KafkaProcess.Command => await KafkaProcess.ServeAsync(options.Rest),
    HandOffApi.Command => await HandOffApi.ServeAsync(options.Rest),
    HandOffConsumer.Command => await HandOffConsumer.ServeAsync(options.Rest),
    RedisBaseline.Command => await RedisBaseline.ServeAsync(options.Rest),
    LockServer.Command => await LockedShop.ServeAsync(options.Rest),
    _ => throw new NotSupportedException(options.Command),
};
