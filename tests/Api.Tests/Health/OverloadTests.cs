using System.Net.Sockets;
using System.Text;
using Commerce.Fixtures;
using Commerce.Storage;
using Commerce.Testing;
using Dapper;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace Commerce.Health;

public sealed class OverloadTests
{
    private static readonly TimeSpan s_hang = TimeSpan.FromMinutes(1);

    private const string Body = "{\"couponId\":77,\"customerId\":10}";

    [Fact]
    public async Task Request_MoreThanMayBeUnderWay_IsRefusedAtOnceUntilThereIsRoom()
    {
        await using var host = await ApiUnderTest.StartAsync("--Http:MaxInFlight=1");
        (await host.Http.PutAsync("/admin/customers/7", new { username = "Kim", openingBalance = 0 })).AssertStatus(201);
        // Whoever writes waits for the lock on the file, and has the room meanwhile.
        await using var locked = await host.Services.GetRequiredService<ISqlDatabase>().DataSource.OpenConnectionAsync();
        await locked.ExecuteAsync("BEGIN IMMEDIATE");
        var charges = Enumerable.Range(0, 2).Select(_ => host.Http.PostAsync("/v1/users/7/balance", new { amount = 5 })).ToArray();
        var other = await Task.WhenAny(charges).WaitAsync(s_hang); // one has the room from here on, whichever came first
        (await other).AssertProblem(503, "SERVICE_UNAVAILABLE");
        var held = charges.Single(charge => charge != other);

        var refused = await host.Http.GetAsync("/coupons/1");
        refused.AssertProblem(503, "SERVICE_UNAVAILABLE");
        Assert.Equal("1", refused.Headers["Retry-After"]);
        (await host.Http.PostAsync("/coupon/apply?userId=1", null)).AssertProblem(503, "SERVICE_UNAVAILABLE");
        (await host.Http.GetAsync("/health/live")).AssertStatus(200);
        (await host.Http.GetAsync("/health/ready")).AssertStatus(200);

        await locked.ExecuteAsync("ROLLBACK");
        (await held).AssertStatus(200);
        await Eventually.HoldsAsync("room", async () => (await host.Http.GetAsync("/coupons/1")).Status == 404);
    }

    [Fact]
    public async Task Bodies_ThatAreSlow_KeepNobodyOut()
    {
        // Fewer than are slow, and more than one: an answer is read before the server is through with its request.
        await using var host = await StartAsync("--Http:MaxInFlight=5");
        var slow = new List<SlowRequest>();
        for (var i = 0; i < 100; i++)
            slow.Add(await SlowRequest.BeginAsync(host.Http.Address, Body.Length, Body[..20]));

        (await host.Http.GetAsync("/coupons/1")).AssertStatus(404);
        (await host.Http.PostAsync("/coupons/issue", new { couponId = 77, customerId = 11 })).AssertStatus(404);
        foreach (var request in slow) // and are answered, each when it is all there
        {
            using (request)
                Assert.StartsWith("HTTP/1.1 404 ", await request.EndAsync(Body[20..]), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Bodies_ThatAreLarge_AreSoManyAtOnce_AndSmallOnesAreNotKeptOut()
    {
        await using var host = await StartAsync("--Http:MaxLargeBodies=1");
        var large = Body + new string(' ', 6_000);
        using var first = await SlowRequest.BeginAsync(host.Http.Address, large.Length, large[..5_000]);
        using var second = await SlowRequest.BeginAsync(host.Http.Address, large.Length, large[..5_000]);
        // The room is taken when the server has read so much of one: then the other is refused, though it sends no end.
        var answers = new[] { first.AnswerAsync(), second.AnswerAsync() };
        var refused = await Task.WhenAny(answers).WaitAsync(s_hang);
        Assert.StartsWith("HTTP/1.1 503 ", await refused, StringComparison.Ordinal);

        using var small = await SlowRequest.BeginAsync(host.Http.Address, Body.Length, Body[..20]);
        Assert.StartsWith("HTTP/1.1 404 ", await small.EndAsync(Body[20..]), StringComparison.Ordinal);
        await (refused == answers[0] ? second : first).SendAsync(large[5_000..]);
        Assert.StartsWith("HTTP/1.1 404 ", await answers.Single(answer => answer != refused), StringComparison.Ordinal);
    }

    // Slower than a client may be.
    private static Task<ApiUnderTest> StartAsync(string setting) => ApiUnderTest.StartAsync(
        builder => builder.WebHost.ConfigureKestrel(kestrel => kestrel.Limits.MinRequestBodyDataRate = null), setting);

    /// <summary>A request whose body comes bit by bit, on a connection of its own.</summary>
    private sealed class SlowRequest : IDisposable
    {
        private readonly TcpClient _client = new();
        private StreamReader _answer = null!;

        /// <summary>Sends the beginning, once the server has asked for it.</summary>
        public static async Task<SlowRequest> BeginAsync(Uri address, int length, string beginning)
        {
            var request = new SlowRequest();
            await request._client.ConnectAsync(address.Host, address.Port);
            request._answer = new(request._client.GetStream(), Encoding.UTF8);
            await request.SendAsync("POST /coupons/issue HTTP/1.1\r\nHost: x\r\nConnection: close\r\nExpect: 100-continue\r\n"
                + $"Content-Type: application/json\r\nContent-Length: {length}\r\n\r\n");
            Assert.Equal("HTTP/1.1 100 Continue", await request._answer.ReadLineAsync());
            Assert.Equal("", await request._answer.ReadLineAsync());
            await request.SendAsync(beginning);
            return request;
        }

        public Task SendAsync(string text) => _client.GetStream().WriteAsync(Encoding.UTF8.GetBytes(text)).AsTask();

        public async Task<string> EndAsync(string end)
        {
            await SendAsync(end);
            return await AnswerAsync();
        }

        /// <summary>The first line of the answer, once it is there; nothing when the connection was closed without one.</summary>
        public async Task<string> AnswerAsync() => await _answer.ReadLineAsync() ?? "";

        public void Dispose()
        {
            _answer.Dispose();
            _client.Dispose();
        }
    }
}
