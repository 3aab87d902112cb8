using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.Http.Headers;
using Commerce.Balances;
using Commerce.Bench.Concerts;
using Commerce.Bench.Coupons;
using Commerce.Bench.Load;
using Commerce.Catalog;
using Commerce.Concerts;
using Commerce.Coupons;
using Commerce.Testing;
using Commerce.WaitingQueue;

namespace Commerce.Bench.Servers;

/// <summary>The real server on an empty database.</summary>
internal sealed class SiloProcess : ServerProcess, ISeatServer, ICouponServer
{
    private const string AdminKey = "bench-admin-key";
    private const int SomeSkipped = 3; // the exit code: docs/operations.md

    private static readonly string s_program = Path.Combine(AppContext.BaseDirectory, "Commerce.Silo.dll");

    private readonly BenchDatabase _database;
    private readonly HttpClient _http;

    private SiloProcess(int port, BenchDatabase database, string[] settings)
        : base(port, "dotnet", [
            s_program, $"--Urls=http://127.0.0.1:{port}", "--Http:NoOp=true",
            $"--Admin:ApiKey={AdminKey}", "--Demo:Load=false", .. OrleansPorts(), .. database.Settings, .. settings])
    {
        _database = database;
        _http = new HttpClient { BaseAddress = new Uri($"http://{Address}") };
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", AdminKey);
    }

    protected override TimeSpan StoresCpuTime => _database.ServerCpuTime;

    public static async Task<SiloProcess> StartAsync(BenchDatabase database, params string[] settings)
    {
        var silo = new SiloProcess(Ports.Free(), database, settings);
        await silo.ReadyAsync(silo.IsReadyAsync);
        return silo;
    }

    /// <summary>Ports of its own, for other silos may run on this machine.</summary>
    public static string[] OrleansPorts() => [$"--Clustering:SiloPort={Ports.Free()}", $"--Clustering:GatewayPort={Ports.Free()}"];

    public async Task DefineCouponAsync(long couponId, long quantity, QueueSettingsBody? queue = null)
    {
        var now = DateTimeOffset.UtcNow;
        using var answer = await _http.PutAsJsonAsync($"/admin/coupons/{couponId}",
            new PutCouponRequest("Bench", null, "FIXED", 1_000, quantity, now.AddDays(-1), now.AddDays(1), queue));
        answer.EnsureSuccessStatusCode();
    }

    Task ICouponServer.DefineCouponAsync(long couponId, long quantity) => DefineCouponAsync(couponId, quantity);

    /// <summary>Nothing to wait for: what was answered is in SQL.</summary>
    public Task SettleAsync() => Task.CompletedTask;

    public async Task<long> IssuedAsync(long couponId) =>
        (await _http.GetFromJsonAsync<CouponResponse>($"/coupons/{couponId}"))!.IssuedQuantity;

    /// <summary>Those of the customers who have a piece, asked for one by one.</summary>
    public async Task<HashSet<long>> HoldersAmongAsync(long couponId, IReadOnlyCollection<long> customers)
    {
        var holders = new ConcurrentBag<long>();
        await Parallel.ForEachAsync(customers, new ParallelOptions { MaxDegreeOfParallelism = 32 }, async (customer, cancelled) =>
        {
            using var answer = await _http.GetAsync(new Uri($"/coupons/{couponId}/customers/{customer}", UriKind.Relative), cancelled);
            if (answer.IsSuccessStatusCode)
                holders.Add(customer);
        });
        return [.. holders];
    }

    public async Task<QueueStateBody> QueueAsync(long couponId) =>
        (await _http.GetFromJsonAsync<AdminCouponResponse>($"/admin/coupons/{couponId}"))!.Queue!;

    public async Task DefineCustomerAsync(long customerId, long openingBalance)
    {
        using var answer = await _http.PutAsJsonAsync($"/admin/customers/{customerId}", new PutCustomerRequest("Bench", openingBalance));
        answer.EnsureSuccessStatusCode();
    }

    public async Task DefineProductAsync(long productId, long optionId, long price, long stock)
    {
        using var answer = await _http.PutAsJsonAsync($"/admin/products/{productId}",
            new PutProductRequest("Bench", price, [new PutOptionRequest(optionId, "One size", 0, stock)]));
        answer.EnsureSuccessStatusCode();
    }

    public async Task<long> BalanceAsync(long customerId) =>
        (await _http.GetFromJsonAsync<BalanceResponse>($"/v1/users/{customerId}/balance"))!.Balance;

    public async Task<long> StockAsync(long productId, long optionId) =>
        (await _http.GetFromJsonAsync<ProductResponse>($"/v1/products/{productId}"))!.Options.Single(o =>
            o.ProductOptionId == optionId).Stock;

    public async Task DefineScheduleAsync(long scheduleId, long price, int seats)
    {
        using var answer = await _http.PutAsJsonAsync($"/admin/concerts/{scheduleId}",
            new PutConcertRequest("Bench", null, [new PutScheduleRequest(scheduleId, DateTimeOffset.UtcNow.AddDays(30), price, seats)]));
        answer.EnsureSuccessStatusCode();
    }

    public async Task<long> SoldAsync(long scheduleId) =>
        (await _http.GetFromJsonAsync<SeatMapResponse>($"/schedules/{scheduleId}/seat-map"))!.Sold;

    /// <summary>Holds a seat.</summary>
    public async Task ReserveAsync(long customerId, long scheduleId, long seatId)
    {
        using var answer = await _http.PostAsJsonAsync("/reservations", new ReserveSeatRequest(customerId, scheduleId, seatId));
        answer.EnsureSuccessStatusCode();
    }

    /// <summary>Checks the laws of conservation in the store.</summary>
    /// <param name="database">The store.</param>
    /// <param name="times">
    /// How often it is asked at the most, a second apart: not all can be told while events are on their way to the read tables, and after
    /// the silo has stopped they stay there.
    /// </param>
    /// <returns>Whether none is broken, and what was said about those that are and those that could not be told.</returns>
    public static async Task<(bool Hold, string Said)> VerifyAsync(BenchDatabase database, int times = 1)
    {
        while (true)
        {
            var (status, said) = await VerifyOnceAsync(database);
            if (status != SomeSkipped || --times <= 0)
                return (status is 0 or SomeSkipped, said);
            await Task.Delay(TimeSpan.FromSeconds(1));
        }
    }

    private static async Task<(int Status, string Said)> VerifyOnceAsync(BenchDatabase database)
    {
        var start = new ProcessStartInfo("dotnet", [s_program, "verify", .. database.Settings]) { RedirectStandardOutput = true };
        HttpLoad.RestoreThreads(start.Environment);
        using var verify = Process.Start(start)!;
        var output = await verify.StandardOutput.ReadToEndAsync();
        await verify.WaitForExitAsync();
        var lines = output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        return (verify.ExitCode, string.Join("; ", lines.Where(line => !line.StartsWith("ok", StringComparison.Ordinal))));
    }

    private async Task<bool> IsReadyAsync()
    {
        try
        {
            using var answer = await _http.GetAsync("/health/ready");
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }
}
