using Commerce.Steady.Faults;
using Commerce.Steady.Load;
using Commerce.Steady.Metrics;

const string Usage = """
    usage: Steady load --url URL [options]     a fixed load, and what came of it, second by second
             --rate N          requests a second, whatever comes of them (200)
             --seconds N       for how long (30)
             --phases A:N,B:N  instead: stretches of so many seconds that are told of one by one
             --warmup N        seconds before that which are not counted (5)
             --mix A:N,B:N     shares of issue, charge, pay and read (issue:4,charge:3,pay:2,read:1)
             --campaigns N     campaigns that pieces are issued of (32)
             --quantity N      pieces of each campaign (100000000)
             --customers N     customers who charge and pay, up to 2000 (2000)
             --key KEY         key of /admin
             --quiet true      leaves the seconds out
             --proof true      then repeats what failed, and proves that every request took effect once; fails if not
           --url can be given several times; requests go to all of them in turn
           Steady collect --port N             takes OTLP metrics over HTTP; GET /totals shows their totals
           Steady proxy --port N --to FILE     leads new connections to the port of 127.0.0.1 that the file names
    """;

switch (args)
{
    case ["load", .. var rest] when LoadOptions.Parse(rest) is { } options:
        return await LoadReport.RunAsync(options, Console.Out);
    case ["collect", "--port", var port] when int.TryParse(port, out var number):
        await Collector.ServeAsync(number);
        return 0;
    case ["proxy", "--port", var port, "--to", var file] when int.TryParse(port, out var number):
        await MovingProxy.ServeAsync(number, file);
        return 0;
    default:
        await Console.Error.WriteLineAsync(Usage);
        return 2;
}
