using Commerce.Hosting;
using Commerce.ServiceDefaults;
using Commerce.Testing;
using Microsoft.Extensions.Options;

namespace Commerce.Configuration;

/// <summary>A wrong setting is named, with what it must be, before anything starts.</summary>
public sealed class ConfigurationTests
{
    private const string Secret = "hunter2-hunter2";

    public static TheoryData<string, string> WrongSettings => new()
    {
        { "Http:MaxInFlight=0", "Http:MaxInFlight must be from 1 to 100000." },
        { "Http:MaxInFlight=100001", "Http:MaxInFlight must be from 1 to 100000." },
        { "Http:MaxInFlight=many", "'Http:MaxInFlight'" },
        { "Http:AllowedOrigins:0=https://shop.example/", "Http:AllowedOrigins must be origins such as https://shop.example" },
        { "Http:AllowedOrigins:0=shop.example", "Http:AllowedOrigins must be origins such as https://shop.example" },
        { "Http:AllowedOrigins:0=https://shop.example:443", "Http:AllowedOrigins must be origins such as https://shop.example" },
        { "Http:AllowedOrigins:0=https://Shop.example", "Http:AllowedOrigins must be origins such as https://shop.example" },
        { "Http:AllowedOrigins:0=null", "Http:AllowedOrigins must be origins such as https://shop.example" },
        { "Http:AllowedOrigins:0=https://*.example", "Http:AllowedOrigins must be origins such as https://shop.example" },
        { "Http:AllowedOrigins:0=", "Http:AllowedOrigins must be origins such as https://shop.example" },
        { "Http:AllowedOrigins=https://shop.example;shop.example", "Http:AllowedOrigins must be origins such as https://shop.example" },
        { "Http:TrustedProxies=10.0.0.0/8;somebody", "Http:TrustedProxies must be addresses, or networks such as 10.0.0.0/8" },
        { "Http:TrustedProxies:0=10.0.0.0/33", "Http:TrustedProxies must be addresses, or networks such as 10.0.0.0/8" },
        { "Http:NoOp=perhaps", "'Http:NoOp'" },
        { "Http:CouponCodeLimit=0", "Http:CouponCodeLimit must be from 1 to 100." },
        { "Http:CouponCodeWindow=00:00:00.5", "Http:CouponCodeWindow must be from 00:00:01 to 01:00:00." },
        { "Http:CouponCodeWindow=ten seconds", "'Http:CouponCodeWindow'" },
        { "Admin:ApiKey=short", "Admin:ApiKey must have at least 8 characters; leave it out to close /admin." },
        { "Admin:ApiKey=CHANGE-ME", "Admin:ApiKey must not be one that is written in an example" },
        { "Admin:ApiKey=development", "Admin:ApiKey must not be one that is written in an example" },
        { "Admin:ApiKey=00000000", "Admin:ApiKey must not be one that is written in an example" },
        { "Admin:ApiKeys:0=a-key-of-31-characters-01234567", "Admin:ApiKeys must be two keys at the most" },
        { "Admin:ApiKeys=changeme-changeme-changeme-changeme", "Admin:ApiKeys must not have one that is written in an example" },
        { "Auth:Mode=Basic", "'Auth:Mode'" },
        { "Auth:Mode=7", "Auth:Mode must be None or Jwt." },
        { "Coupons:DefaultCouponId=0", "Coupons:DefaultCouponId must be a coupon's id, from 1 to 9007199254740991." },
        { "Storage:Provider=Oracle", "'Storage:Provider'" },
        { "Storage:Provider=7", "Storage:Provider must be Sqlite or MySql." },
        { "Storage:Directory=", "Storage:Directory must name a folder" },
        { "Storage:Provider=MySql", "Storage:ConnectionString must name Server and Database" },
        { "Storage:CommandTimeout=00:02:00", "Storage:CommandTimeout must be from 00:00:01 to 00:01:00." },
        { "Clustering:Provider=Zookeeper", "'Clustering:Provider'" },
        { "Clustering:SiloPort=0", "Clustering:SiloPort must be from 1 to 65535." },
        { "Clustering:GatewayPort=65536", "Clustering:GatewayPort must be from 1 to 65535." },
        { "Clustering:GatewayPort=11111", "other than Clustering:SiloPort" },
        { "Clustering:Provider=Redis", "Clustering:ClusterId must name the cluster when Clustering:Provider is Redis" },
        { "Clustering:ClusterId=a shop", "Clustering:ClusterId must have 1 to 50 letters, digits and dashes." },
        { "Clustering:AuthorityFile=/missing/ca.pem", "Clustering:AuthorityFile: '/missing/ca.pem' cannot be read" },
        { "Clustering:Tls:Mode=Mutual", "Clustering:Tls:CertificateFile must name a file in PEM." },
        { "Clustering:Tls:Mode=7", "Clustering:Tls:Mode must be None or Mutual." },
        { "Journal:QueueCapacity=0", "Journal:QueueCapacity must be from 1 to 1000000." },
        { "Journal:MaxBatchEvents=10001", "Journal:MaxBatchEvents must be from 1 to 10000." },
        { "Journal:StallAfter=00:00:00", "Journal:StallAfter must be more than zero." },
        { "Journal:ProbeInterval=-00:00:01", "Journal:ProbeInterval must be more than zero." },
        { "Journal:SnapshotEvery=0", "Journal:SnapshotEvery must be at least 1." },
        { "Journal:RememberedCommands=0", "Journal:RememberedCommands must be at least 1." },
        { "Journal:RememberFor=00:00:00", "Journal:RememberFor must be more than zero." },
        { "Outbox:BatchRows=0", "Outbox:BatchRows must be from 1 to 500." },
        { "Outbox:Pause=-00:00:01", "Outbox:Pause must be zero or more." },
        { "Outbox:LeaseTime=00:00:01", "Outbox:LeaseTime must be more than" },
        { "Limits:ShedAboveCpu=49", "Limits:ShedAboveCpu must be from 50 to 100, or 0 for never." },
        { "Telemetry:TraceRatio=1.5", "Telemetry:TraceRatio must be from 0 to 1." },
        { "Demo:Load=maybe", "'Demo:Load'" },
        { "Urls=nonsense", "Urls must be addresses such as http://localhost:8080" },
        { "Urls=http://localhost:8080/shop", "Urls must be addresses such as http://localhost:8080" },
    };

    [Theory]
    [MemberData(nameof(WrongSettings))]
    public void Build_WrongSetting_IsNamedWithWhatItMustBe(string setting, string message)
    {
        using var folder = new TempFolder();
        var failure = Assert.ThrowsAny<Exception>(() => SiloHost.Build([$"--Storage:Directory={folder.Path}", $"--{setting}"]));

        Assert.Contains(StartupErrors.Failures(failure), line => line.Contains(message, StringComparison.Ordinal));
        Assert.Empty(Directory.GetFiles(folder.Path));
    }

    [Theory]
    [InlineData("", "Auth:Authority", "Auth:Audience")]
    [InlineData("Auth:Audience=shop", "Auth:Authority")]
    [InlineData("Auth:Authority=https://login.example", "Auth:Audience")]
    [InlineData("Auth:Authority=http://login.example Auth:Audience=shop", "Auth:Authority")]
    [InlineData("Auth:Authority=http://10.0.0.1:8080 Auth:Audience=shop", "Auth:Authority")]
    [InlineData("Auth:Authority=login.example Auth:Audience=shop", "Auth:Authority")]
    [InlineData("Auth:Authority=file:///etc/keys Auth:Audience=shop", "Auth:Authority")]
    [InlineData("Auth:Authority=https://login.example Auth:Audience=shop Auth:CustomerClaim=", "Auth:CustomerClaim")]
    [InlineData("Auth:Authority=https://login.example Auth:Audience=shop Auth:ChargeScope=", "Auth:ChargeScope")]
    [InlineData("Auth:Authority=https://login.example Auth:Audience=shop")]
    [InlineData("Auth:Authority=http://127.0.0.1:8080/realms/shop Auth:Audience=shop")]
    [InlineData("Auth:Authority=http://localhost:8080 Auth:Audience=shop")]
    public void Build_Jwt_NamesTheKeysThatAreMissingOrWrong(string settings, params string[] keys)
    {
        using var folder = new TempFolder();
        var arguments = settings.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(setting => $"--{setting}");

        var failure = Record.Exception(() =>
        {
            using var app = SiloHost.Build([$"--Storage:Directory={folder.Path}", "--Auth:Mode=Jwt", .. arguments]);
        });

        Assert.Equal(keys, failure is null ? [] : StartupErrors.Failures(failure).Select(line => line.Split(' ')[0]));
    }

    [Fact]
    public void Build_SeveralWrongSettings_NamesAllOfThemOnce()
    {
        var failure = Assert.ThrowsAny<Exception>(() => SiloHost.Build(
            ["--Http:MaxInFlight=0", "--Http:CouponCodeLimit=0", "--Storage:CommandTimeout=00:00:00", "--Outbox:BatchRows=0",
                "--Admin:ApiKey=short"]));

        var lines = StartupErrors.Failures(failure).ToList();
        Assert.Equal(5, lines.Count);
        Assert.Equal(5, lines.Distinct().Count());
    }

    [Theory]
    [InlineData("OpenWork:ResumeAfter=00:00:00", "OpenWork:SweepInterval=00:00:00", "OpenWork:Parallelism=0")]
    [InlineData("Limits:CallsPerGrain=0", "Limits:ShedAboveCpu=101")]
    [InlineData("Telemetry:MetricsInterval=00:00:00", "Telemetry:TraceRatio=2")]
    [InlineData("Storage:Provider=MySql", "Storage:MaxConnections=1", "Storage:StartupTimeout=-00:00:01")]
    public void Build_SeveralWrongSettingsOfOneSection_NamesThemAll(params string[] settings)
    {
        var failure = Assert.ThrowsAny<Exception>(() => SiloHost.Build([.. settings.Select(setting => $"--{setting}")]));

        Assert.Equal(settings.Length, StartupErrors.Failures(failure).Count());
    }

    [Fact]
    public void Failures_OfAnythingElse_AreNone()
    {
        Assert.False(StartupErrors.IsConfiguration(new InvalidOperationException("A bug.")));
        Assert.False(StartupErrors.IsConfiguration(new AggregateException(
            new OptionsValidationException("n", typeof(string), ["wrong"]), new InvalidOperationException("A bug."))));
    }

    [Fact]
    public async Task Program_WrongSettings_EndsWithOneAndTellsNoSecret()
    {
        using var folder = new TempFolder();

        var result = await SiloProgram.RunAsync(folder.Path,
            "--Http:MaxInFlight=0", "--Storage:Provider=MySql", $"--Storage:ConnectionString=Nonsense=1;Password={Secret}",
            $"--Admin:ApiKey={Secret}");

        Assert.Equal(1, result.ExitCode);
        Assert.Equal(
            ["Configuration: Http:MaxInFlight must be from 1 to 100000.",
                "Configuration: Storage:ConnectionString is not a MySQL connection string."],
            result.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Order());
        Assert.Empty(Directory.GetFileSystemEntries(folder.Path));
    }

    [Fact]
    public async Task Program_ValueOfAnotherType_EndsWithOneAndNamesTheKey()
    {
        using var folder = new TempFolder();

        var result = await SiloProgram.RunAsync(folder.Path, "--Journal:Lanes=four", $"--Admin:ApiKey={Secret}");

        Assert.Equal(1, result.ExitCode);
        Assert.Contains("Journal:Lanes", result.Output, StringComparison.Ordinal);
        Assert.DoesNotContain(Secret, result.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", result.Output, StringComparison.Ordinal);
    }
}
