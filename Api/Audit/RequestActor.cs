using System.Diagnostics;
using Commerce.Access;
using Commerce.Telemetry;

namespace Commerce.Audit;

/// <summary>Who asks for an administrative act.</summary>
internal static class RequestActor
{
    /// <summary>What is said of somebody who has no name.</summary>
    public const string Nobody = "-";

    /// <summary>The actor that the act's command carries.</summary>
    public static Actor Actor(this HttpContext http) => new(Printable(NameOf(http)), TraceOf(http));

    /// <summary>A token's subject, or which key it was; <see langword="null"/> for nobody that is known.</summary>
    public static string? NameOf(HttpContext http) => CallerOf(http)?.Subject;

    /// <summary>Who shows a key of <c>/admin</c>, else whose token it is; <see langword="null"/> for nobody that is known.</summary>
    public static Caller? CallerOf(HttpContext http) => http.Features.Get<AdminKeyUse>()?.Caller ?? Callers.Of(http);

    /// <summary>The request's trace, by which its line in the log is found.</summary>
    public static string TraceOf(HttpContext http) => Activity.Current?.TraceId.ToString() ?? http.TraceIdentifier;

    /// <summary>What a provider says somebody is called is still no reason to print it as it is.</summary>
    public static string Printable(string? text) =>
        string.IsNullOrWhiteSpace(text) ? Nobody : LogText.Of(text, Commerce.Actor.MaxNameLength);
}
