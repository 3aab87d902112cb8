using Commerce.Bench.Reporting;

namespace Commerce.Bench.Orders;

/// <summary>
/// Customers and products of one's own on a server, and what clients were told about them: who was told that an order is
/// paid has paid its price once, and the product has one piece less.
/// </summary>
internal sealed class Shop(IShopServer server, long firstCustomer, int customers, long firstProduct, int products)
{
    /// <summary>Won that each piece costs.</summary>
    public const long Price = 1_000;

    /// <summary>The width of customer ids.</summary>
    public const int CustomerDigits = 10;

    /// <summary>The width of product and option ids.</summary>
    public const int ProductDigits = 4;

    private const long Opening = 1_000_000_000_000; // the most that a balance holds
    private const long Stock = 1_000_000_000;
    private const int OptionOffset = 1_000;
    private const int Parallelism = 32;
    private const int Seed = 20_250_801;

    private readonly Random _random = new(Seed);
    private readonly long[] _sold = new long[products];

    private IEnumerable<long> Customers => Enumerable.Range(0, customers).Select(i => firstCustomer + i);

    private IEnumerable<long> Products => Enumerable.Range(0, products).Select(i => firstProduct + i);

    /// <summary>The one option of a product.</summary>
    public static long OptionOf(long product) => product + OptionOffset;

    /// <summary>Makes everybody and everything known.</summary>
    public async Task OpenAsync()
    {
        await EachAsync(Products, product => server.DefineProductAsync(product, OptionOf(product), Price, Stock));
        await EachAsync(Customers, customer => server.DefineCustomerAsync(customer, Opening));
    }

    /// <summary>Who orders what next. Not safe for several threads.</summary>
    public (long Customer, long Product) Next() => (firstCustomer + _random.Next(customers), firstProduct + _random.Next(products));

    /// <summary>A client was told that its order of one piece is paid.</summary>
    public void Paid(long product) => Interlocked.Increment(ref _sold[product - firstProduct]);

    /// <summary>Compares what clients were told with what the server has.</summary>
    public async Task CheckAsync(Report report, string who)
    {
        var spent = 0L;
        await EachAsync(Customers, async customer => Interlocked.Add(ref spent, Opening - await server.BalanceAsync(customer)));
        var sold = _sold.Sum();
        report.Check(spent == sold * Price, $"{who}: {sold} orders paid, and customers have {spent} won less");
        var wrong = 0;
        await EachAsync(Products, async product =>
        {
            var left = await server.StockAsync(product, OptionOf(product));
            if (left != Stock - _sold[product - firstProduct])
                Interlocked.Increment(ref wrong);
        });
        report.Check(wrong == 0, $"{who}: stock + sold = supply, for {products - wrong} of {products} products");
    }

    private static Task EachAsync(IEnumerable<long> ids, Func<long, Task> action) => Parallel.ForEachAsync(
        ids, new ParallelOptions { MaxDegreeOfParallelism = Parallelism }, async (id, _) => await action(id));
}
