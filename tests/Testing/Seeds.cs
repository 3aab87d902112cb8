using System.Globalization;
using Xunit.Abstractions;

namespace Commerce.Testing;

/// <summary>Seeds of randomised tests.</summary>
public static class Seeds
{
    private const string Variable = "COMMERCE_TEST_SEED";

    /// <summary>A new seed, or the one in <c>COMMERCE_TEST_SEED</c> to repeat a run; printed either way.</summary>
    public static int Next(ITestOutputHelper output)
    {
        var seed = int.TryParse(Environment.GetEnvironmentVariable(Variable), CultureInfo.InvariantCulture, out var told)
            ? told
            : Random.Shared.Next();
        output.WriteLine($"Seed {seed}; repeat with {Variable}={seed}.");
        return seed;
    }
}
