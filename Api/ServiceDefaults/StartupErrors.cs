using Microsoft.Extensions.Options;

namespace Commerce.ServiceDefaults;

/// <summary>Tells an operator which setting is wrong, instead of a stack trace.</summary>
internal static class StartupErrors
{
    private const string BinderAssembly = "Microsoft.Extensions.Configuration.Binder";

    /// <summary>Whether the failure is about the configuration alone.</summary>
    public static bool IsConfiguration(Exception failure) => Failures(failure).Any();

    /// <summary>One line per setting that is wrong: its key, and how to mend it.</summary>
    public static IEnumerable<string> Failures(Exception failure) => failure switch
    {
        OptionsValidationException invalid => invalid.Failures,
        AggregateException several when several.InnerExceptions.All(IsConfiguration) =>
            several.InnerExceptions.SelectMany(Failures).Distinct(),
        // A value that is not of its key's type, such as Http:MaxInFlight=many. The message names the key; no secret is typed.
        InvalidOperationException { Source: BinderAssembly } unbound => [unbound.Message],
        _ => [],
    };

    /// <summary>Makes sure that the addresses to serve at can be understood.</summary>
    /// <param name="key">The setting: <c>Urls</c> or <c>Admin:Urls</c>.</param>
    /// <param name="urls">Its value.</param>
    /// <returns>The addresses.</returns>
    /// <exception cref="OptionsValidationException">They cannot.</exception>
    public static string[] CheckUrls(string key, string? urls)
    {
        var addresses = (urls ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return addresses.All(IsAddress)
            ? addresses
            : throw new OptionsValidationException(key, typeof(string),
                [$"{key} must be addresses such as http://localhost:8080, separated by ';' and without a path."]);
    }

    private static bool IsAddress(string url)
    {
        try
        {
            return BindingAddress.Parse(url).PathBase.Length == 0;
        }
        catch (FormatException)
        {
            return false;
        }
    }
}
