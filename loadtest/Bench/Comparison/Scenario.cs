namespace Commerce.Bench.Comparison;

/// <summary>What is compared under load, in the words of the report.</summary>
/// <param name="Id">Its name in options and results.</param>
/// <param name="Title">What it is.</param>
/// <param name="Request">What a client sends; a flow of two requests is counted once.</param>
/// <param name="Other">The other side, in two or three words.</param>
/// <param name="Ours">How this system does it, and what that guarantees.</param>
/// <param name="Theirs">How the other side does it, and what that guarantees.</param>
/// <param name="Source">Which of the five reports the other side is taken from.</param>
/// <param name="Figure">What that report measured, on its own hardware.</param>
internal sealed record Scenario(
    string Id, string Title, string Request, string Other, string Ours, string Theirs, string Source, string Figure)
{
    public const string Coupon = "coupon";
    public const string Charge = "charge";
    public const string HotOrder = "hot-order";
    public const string Order = "order";
    public const string Seats = "seats";
    public const string BalanceRead = "balance-read";
    public const string ProductRead = "product-read";
    public const string Tokens = "tokens";
    public const string Polls = "polls";

    /// <summary>The name of the sale from moment to moment, in options.</summary>
    public const string Spike = "spike";

    /// <summary>The name of what is lost when something dies, in options.</summary>
    public const string Losses = "losses";

    /// <summary>All of them, in the report's order.</summary>
    public static IReadOnlyList<Scenario> All { get; } =
    [
        new(Coupon, "Coupons, a piece for everybody", "POST /coupons/issue", "Redis, Kafka, SQL",
            "One grain decides; the answer leaves when the piece is in SQL.",
            "Redis SADD and INCR decide; the answer leaves when the message is in the producer's memory, and a consumer writes it to SQL.",
            "second", "4,013/s, p95 109 ms, 10 to 1,000 clients, 100 pieces: nearly all of it refusals"),
        new(Charge, "Hot charge: four customers", "POST /v1/users/{userId}/balance", "Redis locks, SQL",
            "One grain for each customer; charges that come together share one commit; the answer leaves after it.",
            "A lock in Redis for each customer, one SQL transaction under it.",
            "fourth", "318/s, p95 10.1 s, up to 3,500 clients"),
        new(HotOrder, "Hot order: four customers, one product", "POST /v1/orders", "Redis locks, SQL",
            "Order, stock and balance are grains that answer each other before the disk does; one durable wait; resumed after a death.",
            "Locks in Redis for product and customer, one SQL transaction for order, stock, balance and payment.",
            "fourth", "174/s, p95 20.0 s, up to 3,500 clients"),
        new(Order, "Spread orders: 2,000 customers, 20 products", "POST /orders, POST /payments", "Redis locks, SQL",
            "As above, in two requests: two durable waits.",
            "One SQL transaction to place; locks in Redis and one SQL transaction to pay.",
            "first", "183 orders/s, p95 of a request 341 ms, up to 100 clients"),
        new(Seats, "Seats: each flow a seat of its own, five schedules", "POST /reservations, POST /reservations/{id}/payment",
            "Redis locks, SQL",
            "One grain for each schedule; a hold and a sale are in SQL before they are answered.",
            "A lock in Redis for each seat, one SQL transaction to hold and one to pay.",
            "fifth", "p95 7 ms to reserve, 19 ms to pay, 50 and 20 clients with pauses"),
        new(BalanceRead, "Reads of balances: four customers", "GET /v1/users/{userId}/balance", "SQL",
            "The grain's state of this moment, from memory.",
            "A row by its primary key.",
            "fourth", "998/s, p95 721 ms, up to 3,500 clients with pauses of 2 s"),
        new(ProductRead, "Reads of products: twenty", "GET /v1/products/{productId}", "Redis cache, SQL",
            "The grain's stock of this moment, from memory.",
            "A cache in Redis for 60 s, SQL on a miss: stock is up to a minute old.",
            "fourth; its cache from the fifth",
            "1,786/s, p95 684 ms, up to 3,500 clients with pauses of 1 s; cached reads of the fifth p95 2 ms, 50 clients with pauses"),
        new(Tokens, "Places in a waiting queue", "POST /queue/tokens", "Redis",
            "One grain for each queue; the place is in SQL before it is answered.",
            "A sorted set in Redis that nothing writes to disk: the line is gone when Redis dies.",
            "fifth", "34/s, p95 4 ms, up to 100 clients with pauses"),
        new(Polls, "Polls of those who wait", "GET /queue/tokens/{token}", "Redis",
            "The place, up to 250 ms old, from what the process follows of the queue.",
            "The rank in the sorted set.",
            "fifth", "no figure there"),
    ];

    /// <summary>Whether there is something of that name to measure.</summary>
    public static bool Has(string name) => name is Spike or Losses || All.Any(scenario => scenario.Id == name);
}

/// <summary>Something that dies in the middle of a sale.</summary>
/// <param name="Id">Its name in results.</param>
/// <param name="System">Whose it is.</param>
/// <param name="What">What dies, and how it is set up.</param>
internal sealed record LossCase(string Id, string System, string What)
{
    public const string OurProcess = "our-process";
    public const string Server = "hand-off-server";
    public const string CommitsFirst = "hand-off-consumer-commits-first";
    public const string CommitsAfter = "hand-off-consumer-commits-after";
    public const string RedisAsItComes = "hand-off-redis";
    public const string RedisWithLog = "hand-off-redis-log";

    private const string Ours = "this system";
    private const string Theirs = "Redis, Kafka, SQL";

    /// <summary>All of them, in the report's order.</summary>
    public static IReadOnlyList<LossCase> All { get; } =
    [
        new(OurProcess, Ours, "kill -9 of the process; started again on the same database"),
        new(Server, Theirs, "kill -9 of the HTTP server, which had messages still to send"),
        new(CommitsFirst, Theirs, "kill -9 of the consumer, which commits its offsets and then writes row by row; started again"),
        new(CommitsAfter, Theirs,
            "kill -9 of the consumer, which writes row by row and then commits its offsets, as Spring does; started again"),
        new(RedisAsItComes, Theirs, "kill -9 of Redis with its own settings, snapshots only; started again"),
        new(RedisWithLog, Theirs,
            "kill -9 of Redis with appendonly yes, everysec; started again (a power cut takes up to a second more; none was made)"),
    ];
}
