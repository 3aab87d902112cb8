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
}
