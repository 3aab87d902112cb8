using System.Net;
using Commerce.Fixtures;
using Commerce.Testing;
using Microsoft.Extensions.Options;

namespace Commerce.Access;

/// <summary>The keys of <c>/admin</c>: two while they are changed, and not many guesses.</summary>
public sealed class AdminKeyTests
{
    private const string Old = "the-old-key-0123456789-0123456789-01";
    private const string New = "the-new-key-0123456789-0123456789-01";

    private static readonly IPAddress s_somebody = IPAddress.Parse("192.0.2.1");

    [Fact]
    public async Task Keys_TwoAtOnce_AreBothLetThrough()
    {
        await using var host = await ApiUnderTest.StartAsync($"--Admin:ApiKeys:0={Old}", $"--Admin:ApiKeys:1={New}");

        foreach (var key in (string[])[Old, New, ApiUnderTest.AdminKey])
            (await GetAsync(host, key)).AssertProblem(404, "CUSTOMER_NOT_FOUND");
        (await GetAsync(host, Old + New)).AssertProblem(403, "FORBIDDEN");
    }

    [Fact]
    public async Task Keys_InOneValue_AreBothLetThrough()
    {
        await using var host = await ApiUnderTest.StartAsync($"--Admin:ApiKeys={Old};{New}");

        foreach (var key in (string[])[Old, New])
            (await GetAsync(host, key)).AssertProblem(404, "CUSTOMER_NOT_FOUND");
    }

    [Fact]
    public async Task WrongKeys_TooManyOfOneAddress_AreNotLookedAtForAMinute()
    {
        await using var host = await ApiUnderTest.StartAsync();
        for (var i = 0; i < AdminKeys.MostFailures; i++)
        {
            (await GetAsync(host, ApiUnderTest.AdminKey)).AssertStatus(404); // a right one changes nothing
            (await GetAsync(host, $"guess-{i}")).AssertProblem(403, "FORBIDDEN");
        }

        (await GetAsync(host, "guess")).AssertProblem(429, "TOO_MANY_REQUESTS");
        (await GetAsync(host, ApiUnderTest.AdminKey)).AssertProblem(429, "TOO_MANY_REQUESTS");
        host.Clock.Advance(AdminKeys.Window);

        (await GetAsync(host, ApiUnderTest.AdminKey)).AssertProblem(404, "CUSTOMER_NOT_FOUND");
    }

    [Theory]
    [InlineData("192.0.2.1", true)]
    [InlineData("::ffff:192.0.2.1", true)]
    [InlineData("192.0.2.2", false)]
    public void WrongKeys_OfAnotherAddress_AreItsOwn(string other, bool isBlocked)
    {
        var keys = Keys();
        Guess(keys, s_somebody);

        Assert.Equal(isBlocked ? AdminKeyCheck.Blocked : AdminKeyCheck.Right, keys.Check(IPAddress.Parse(other), Old, out _));
    }

    [Fact]
    public void WrongKeys_OfOneNetworkOfIPv6_AreOneAddress()
    {
        var keys = Keys();
        Guess(keys, IPAddress.Parse("2001:db8:0:1::1"));

        Assert.Equal(AdminKeyCheck.Blocked, keys.Check(IPAddress.Parse("2001:db8:0:1:ffff::2"), Old, out _));
        Assert.Equal(AdminKeyCheck.Right, keys.Check(IPAddress.Parse("2001:db8:0:2::1"), Old, out _));
    }

    [Fact]
    public void Key_ThatIsRight_IsKnownByItsPlaceAndNeverByItself()
    {
        Assert.Equal(AdminKeyCheck.Right, Keys().Check(s_somebody, New, out var use));

        Assert.Equal("Admin:ApiKeys:1", use!.Caller.Subject);
        Assert.True(use.Caller.IsKey);
        Assert.False(use.Caller.IsCustomer);
    }

    private static AdminKeys Keys() =>
        new(Options.Create(new AdminOptions { ApiKeys = [Old, New] }), new SettableClock(DateTimeOffset.UtcNow));

    private static void Guess(AdminKeys keys, IPAddress address)
    {
        for (var i = 0; i < AdminKeys.MostFailures; i++)
            Assert.Equal(AdminKeyCheck.Wrong, keys.Check(address, "guess", out _));
    }

    private static Task<ApiAnswer> GetAsync(ApiUnderTest host, string key) =>
        host.Http.SendAsync(new ApiRequest("GET", "/admin/customers/7").With("Authorization", $"Bearer {key}"));
}
