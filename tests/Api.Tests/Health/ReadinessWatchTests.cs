namespace Commerce.Health;

public sealed class ReadinessWatchTests
{
    [Theory]
    [InlineData("http://[::]:8080", "http://localhost:8080")]
    [InlineData("http://0.0.0.0:80", "http://localhost:80")]
    [InlineData("http://+:8080", "http://localhost:8080")]
    [InlineData("https://*:443", "https://localhost:443")]
    [InlineData("http://10.0.0.7:8080", "http://10.0.0.7:8080")]
    [InlineData("http://[::1]:8080", "http://[::1]:8080")]
    public void ToOpen_AnyAddressOfTheMachine_BecomesOneToGoTo(string address, string url) =>
        Assert.Equal(url, ReadinessWatch.ToOpen(address));
}
