using Commerce.Http;
using Commerce.ServiceDefaults;
using Microsoft.Extensions.Options;

namespace Commerce.Access;

/// <summary>
/// An address of their own for administrators and operators, which no ingress knows: with <c>Admin:Urls</c>, what is for them is served
/// there, and what is for everybody is not, but for what the operators' live page reads of it.
/// </summary>
internal static class AdminAddress
{
    private const string Key = $"{AdminOptions.Section}:{nameof(AdminOptions.Urls)}";

    private static readonly PathString[] s_own = ["/admin", "/health", "/docs", "/openapi"];

    // Reads that are open to everybody, and pages that the live page leads to.
    private static readonly PathString[] s_both = ["/concerts", "/schedules", "/v1/products", "/welcome"];

    /// <summary>Every address to listen at: those for everybody first.</summary>
    /// <param name="urls">Those for everybody.</param>
    /// <param name="configuration">Has the others.</param>
    /// <exception cref="OptionsValidationException">Some cannot be understood, or are at a port that both have.</exception>
    public static string[] Beside(string urls, IConfiguration configuration)
    {
        var open = StartupErrors.CheckUrls("Urls", urls);
        var own = StartupErrors.CheckUrls(Key, configuration[Key]);
        return Ports(own).Intersect(Ports(open)).Any()
            ? throw new OptionsValidationException(Key, typeof(string), [$"{Key} must be at ports that Urls does not have."])
            : [.. open, .. own];
    }

    /// <summary>Where the pages for operators are; <see langword="null"/> when they are where everything is.</summary>
    public static string? First(AdminOptions options) => StartupErrors.CheckUrls(Key, options.Urls).FirstOrDefault();

    /// <summary>Keeps the two apart, when there are two.</summary>
    public static void UseAdminAddress(this WebApplication app)
    {
        var ports = Ports(StartupErrors.CheckUrls(Key, app.Services.GetRequiredService<IOptions<AdminOptions>>().Value.Urls)).ToArray();
        if (ports.Length == 0)
            return;
        app.Use((http, next) => ports.Contains(http.Connection.LocalPort) == IsOwn(http) || IsOf(s_both, http)
            ? next(http)
            : new Problem(HttpProblems.RouteNotFound).ExecuteAsync(http));
    }

    private static bool IsOwn(HttpContext http) =>
        AdminGate.Guards(http) || IsOf(s_own, http);

    private static bool IsOf(PathString[] paths, HttpContext http) =>
        paths.Any(path => http.Request.Path.StartsWithSegments(path, StringComparison.OrdinalIgnoreCase));

    private static IEnumerable<int> Ports(IEnumerable<string> addresses) => addresses.Select(address => BindingAddress.Parse(address).Port);
}
