using System.Net.Sockets;
using System.Text;
using Commerce.Fixtures;
using Commerce.Testing;
using Microsoft.AspNetCore.Hosting;

namespace Commerce.Health;

public sealed class OverloadTests
{
    [Fact]
    public async Task Request_MoreThanMayBeUnderWay_IsRefusedAtOnceUntilThereIsRoom()
    {
        // The held request is slower than a client may be.
        await using var host = await ApiUnderTest.StartAsync(
            builder => builder.WebHost.ConfigureKestrel(kestrel => kestrel.Limits.MinRequestBodyDataRate = null), "--Http:MaxInFlight=1");
        using var held = new TcpClient();
        await held.ConnectAsync(host.Http.Address.Host, host.Http.Address.Port);
        await using var stream = held.GetStream();
        await stream.WriteAsync(
            ("POST /coupons/issue HTTP/1.1\r\nHost: x\r\nConnection: close\r\nExpect: 100-continue\r\n"u8 +
            "Content-Type: application/json\r\nContent-Length: 31\r\n\r\n"u8).ToArray());
        using var answer = new StreamReader(stream, Encoding.UTF8);
        Assert.Equal("HTTP/1.1 100 Continue", await answer.ReadLineAsync()); // its body is asked for: it has the room
        Assert.Equal("", await answer.ReadLineAsync());

        var refused = await host.Http.GetAsync("/coupons/1");
        refused.AssertProblem(503, "SERVICE_UNAVAILABLE");
        Assert.Equal("1", refused.Headers["Retry-After"]);
        (await host.Http.PostAsync("/coupon/apply?userId=1", null)).AssertProblem(503, "SERVICE_UNAVAILABLE");
        (await host.Http.GetAsync("/health/live")).AssertStatus(200);
        (await host.Http.GetAsync("/health/ready")).AssertStatus(200);

        await stream.WriteAsync("{\"couponId\":77,\"customerId\":10}"u8.ToArray());
        Assert.StartsWith("HTTP/1.1 404 ", await answer.ReadToEndAsync(), StringComparison.Ordinal);
        await Eventually.HoldsAsync("room", async () => (await host.Http.GetAsync("/coupons/1")).Status == 404);
    }
}
