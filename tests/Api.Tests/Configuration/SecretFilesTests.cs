using Commerce.ServiceDefaults;
using Commerce.Testing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace Commerce.Configuration;

/// <summary>Settings of which each is a file.</summary>
public sealed class SecretFilesTests : IDisposable
{
    private readonly TempFolder _folder = new();

    [Fact]
    public void Files_AreSettings_UnderTheCommandLine()
    {
        File.WriteAllText(Path.Combine(_folder.Path, "Admin__ApiKeys"), "of-a-file\n");
        File.WriteAllText(Path.Combine(_folder.Path, "Coupons__DefaultCouponId"), "7");
        Directory.CreateDirectory(Path.Combine(_folder.Path, "kubernetes.io")); // as pods have it there

        var configuration = Startup.CreateBuilder(
            [$"--Secrets:Directory={_folder.Path}", "--Coupons:DefaultCouponId=8"], "http://localhost").Configuration;

        Assert.Equal(("of-a-file", "8"), (configuration["Admin:ApiKeys"], configuration["Coupons:DefaultCouponId"]));
    }

    [Fact]
    public void Files_AreSettings_OverJson()
    {
        File.WriteAllText(Path.Combine(_folder.Path, "Storage__ConnectionString"), "of-a-file");
        using var others = new TempFolder();
        var json = Path.Combine(others.Path, "appsettings.json");
        File.WriteAllText(json, $$"""{ "Storage": { "ConnectionString": "of-json" }, "Secrets": { "Directory": "{{_folder.Path}}" } }""");
        var configuration = new ConfigurationManager();
        configuration.AddJsonFile(json);

        SecretFiles.AddTo(configuration);

        Assert.Equal("of-a-file", configuration["Storage:ConnectionString"]);
    }

    [Fact]
    public void Files_OfAFolderThatIsNotThere_AreNamed()
    {
        var missing = Path.Combine(_folder.Path, "missing");
        var configuration = new ConfigurationManager();
        SecretFiles.AddTo(configuration); // the usual folder need not be there
        configuration["Secrets:Directory"] = missing;

        var failure = Assert.Throws<OptionsValidationException>(() => SecretFiles.AddTo(configuration));

        Assert.Equal($"Secrets:Directory: there is no folder '{missing}'.", Assert.Single(failure.Failures));
    }

    public void Dispose() => _folder.Dispose();
}
