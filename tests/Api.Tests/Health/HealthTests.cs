using Commerce.Fixtures;

namespace Commerce.Health;

[Collection(ApiTests.Name)]
public sealed class HealthTests(ApiFixture api)
{
    [Theory]
    [InlineData("/health/live")]
    [InlineData("/health/ready")]
    public async Task Health_OfAReadySilo_IsHealthy(string path)
    {
        var answer = (await api.Http.GetAsync(path)).AssertStatus(200);
        Assert.Equal(("Healthy", "text/plain"), (answer.Text, answer.ContentType));
    }

    [Fact]
    public async Task Head_OfARoute_IsRefusedWithoutABodyAndTheConnectionGoesOn()
    {
        var answer = await api.Http.SendAsync(new("HEAD", "/coupons/4001"));

        Assert.Equal((405, ""), (answer.Status, answer.Text));
        Assert.Equal("GET", answer.Headers["Allow"]);
        (await api.Http.GetAsync("/coupons/4001")).AssertStatus(200);
    }
}
