using System.Net.Http.Headers;
using Commerce.Coupons;
using Commerce.Testing;

namespace Commerce.Bench.Servers;

/// <summary>The real server on an empty database.</summary>
internal sealed class SiloProcess : ServerProcess
{
    private const string AdminKey = "bench-admin-key";

    private readonly HttpClient _http;

    private SiloProcess(int port, BenchDatabase database)
        : base(port, "dotnet", [
            Path.Combine(AppContext.BaseDirectory, "Commerce.Silo.dll"), $"--Urls=http://127.0.0.1:{port}", "--Http:NoOp=true",
            $"--Admin:ApiKey={AdminKey}", "--Demo:Load=false", .. OrleansPorts(), .. database.Settings])
    {
        _http = new HttpClient { BaseAddress = new Uri($"http://{Address}") };
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", AdminKey);
    }

    public static async Task<SiloProcess> StartAsync(BenchDatabase database)
    {
        var silo = new SiloProcess(Ports.Free(), database);
        await silo.ReadyAsync(silo.IsReadyAsync);
        return silo;
    }

    /// <summary>Ports of its own, for other silos may run on this machine.</summary>
    public static string[] OrleansPorts() => [$"--Clustering:SiloPort={Ports.Free()}", $"--Clustering:GatewayPort={Ports.Free()}"];

    public async Task DefineCouponAsync(long couponId, long quantity)
    {
        var now = DateTimeOffset.UtcNow;
        using var answer = await _http.PutAsJsonAsync($"/admin/coupons/{couponId}",
            new PutCouponRequest("Bench", null, "FIXED", 1_000, quantity, now.AddDays(-1), now.AddDays(1)));
        answer.EnsureSuccessStatusCode();
    }

    public async Task<long> IssuedAsync(long couponId) =>
        (await _http.GetFromJsonAsync<CouponResponse>($"/coupons/{couponId}"))!.IssuedQuantity;

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
