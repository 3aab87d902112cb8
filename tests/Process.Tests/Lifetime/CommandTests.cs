using System.Globalization;
using Commerce.Testing;

namespace Commerce.Lifetime;

[Collection(ProcessTests.Name)]
public sealed class CommandTests(StoreFixture stores) : IDisposable
{
    private readonly TempFolder _folder = new();

    private static string[] OwnPorts =>
    [
        string.Create(CultureInfo.InvariantCulture, $"--Clustering:SiloPort={Ports.Free()}"),
        string.Create(CultureInfo.InvariantCulture, $"--Clustering:GatewayPort={Ports.Free()}"),
    ];

    [Theory]
    [Store(StoreKind.Sqlite)]
    [Store(StoreKind.MariaDb)]
    public async Task Migrate_Twice_IsOnce(StoreKind kind)
    {
        var store = await stores.NewAsync(kind);

        var first = await RunAsync("migrate", store.Settings);
        var applied = await store.CountAsync("SELECT COUNT(*) FROM schema_version");
        var second = await RunAsync("migrate", store.Settings);

        Assert.Equal((0, 0), (first.ExitCode, second.ExitCode));
        Assert.NotEqual(0, applied);
        Assert.Equal(applied, await store.CountAsync("SELECT COUNT(*) FROM schema_version"));
        Assert.Contains("up to date", second.Output, StringComparison.Ordinal);
        Assert.Equal(0, await store.CountAsync("SELECT COUNT(*) FROM journal"));
    }

    [Theory]
    [Store(StoreKind.Sqlite)]
    [Store(StoreKind.MariaDb)]
    public async Task Seed_Twice_IsOnce(StoreKind kind)
    {
        var store = await stores.NewAsync(kind);
        string[] settings = [.. store.Settings, .. OwnPorts];

        var first = await RunAsync("seed", settings);
        var events = await store.CountAsync("SELECT COUNT(*) FROM journal");
        var second = await RunAsync("seed", settings);

        Assert.Equal((0, 0), (first.ExitCode, second.ExitCode));
        foreach (var worry in new[] { "fail: ", "crit: ", "Warming up failed", "Exception" })
            Assert.DoesNotContain(worry, first.Output + second.Output, StringComparison.Ordinal);
        Assert.Equal(1, await store.CountAsync("SELECT COUNT(*) FROM journal WHERE stream = 'coupon/4001'"));
        Assert.Equal(events, await store.CountAsync("SELECT COUNT(*) FROM journal"));
    }

    /// <summary>As by <c>dotnet run</c>, which takes a developer's environment.</summary>
    [Theory]
    [InlineData("migrate")]
    [InlineData("verify")]
    [InlineData("redrive")]
    [InlineData("rebuild")]
    [InlineData("repair")]
    [InlineData("repair", "apply")]
    [InlineData("accept-store")]
    [InlineData("accept-cluster")]
    [InlineData("forget", "1", 1)]
    public async Task Command_InDevelopment_DoesWhatItDoes(string command, string? word = null, int exitCode = 0)
    {
        var store = await stores.NewAsync(StoreKind.Sqlite);
        await RunAsync("migrate", store.Settings);
        string[] words = word is null ? [command] : [command, word];

        var result = await SiloProgram.RunAsync(_folder.Path, [.. words, .. store.Settings],
            new Dictionary<string, string> { ["DOTNET_ENVIRONMENT"] = "Development" });

        Assert.True(result.ExitCode == exitCode, result.Output);
        Assert.DoesNotContain("Unhandled exception", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Unknown_Command_PrintsUsageAndEndsWithTwo()
    {
        var result = await RunAsync("sead", []);

        Assert.Equal(2, result.ExitCode);
        Assert.Contains("Silo migrate", result.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("migrate")]
    [InlineData("seed")]
    public async Task Command_SettingIsWrong_EndsWithOneAndNamesIt(string command)
    {
        var result = await RunAsync(command, ["--Storage:Provider=MySql", .. OwnPorts]);

        Assert.Equal(1, result.ExitCode);
        Assert.Contains("Storage:ConnectionString", result.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("migrate")]
    [InlineData("seed")]
    public async Task Command_SchemaIsOfANewerRelease_EndsWithOneAndChangesNothing(string command)
    {
        var store = await stores.NewAsync(StoreKind.Sqlite);
        await RunAsync("migrate", store.Settings);
        await store.ExecuteAsync("INSERT INTO schema_version (version, name, applied_at) VALUES (9999, 'later', 'tomorrow')");

        var result = await RunAsync(command, [.. store.Settings, .. OwnPorts]);

        Assert.Equal(1, result.ExitCode);
        Assert.Contains("newer than this release", result.Output, StringComparison.Ordinal);
        Assert.Equal(0, await store.CountAsync("SELECT COUNT(*) FROM journal"));
    }

    public void Dispose() => _folder.Dispose();

    private Task<ProgramResult> RunAsync(string command, IEnumerable<string> settings) =>
        SiloProgram.RunAsync(_folder.Path, [command, .. settings]);
}
