using Commerce.Http;
using Microsoft.AspNetCore.Http.Features.Authentication;

namespace Commerce.Access;

/// <summary>For whom a request may act.</summary>
/// <param name="areKnown">Whether it is proved who asks. Otherwise everybody acts for everybody.</param>
internal sealed class Callers(bool areKnown)
{
    /// <summary>Whether it is proved who asks.</summary>
    public bool AreKnown => areKnown;

    /// <summary>Who asks, once that is known. Without allocating the user that a request without one would get.</summary>
    public static Caller? Of(HttpContext http) => http.Features.Get<IHttpAuthenticationFeature>()?.User as Caller;

    /// <summary>Whether the request may act for a customer, and be told what is the customer's.</summary>
    public bool MayActFor(HttpContext http, long customerId) => !areKnown || Of(http) is { } caller && caller.MayActFor(customerId);
}

/// <summary>A request names a customer that is not the one who asks. Becomes a 403.</summary>
[System.Diagnostics.CodeAnalysis.SuppressMessage("Design", "CA1032", Justification = "Says always the same.")]
[System.Diagnostics.CodeAnalysis.SuppressMessage("Design", "CA1064", Justification = "Does not leave the API.")]
internal sealed class NotYoursException() : Exception(HttpProblems.NotYours.Message);

/// <summary>The customer of a request.</summary>
internal static class RequestCustomer
{
    /// <summary>A customer's id in a body, which has to be the caller's own.</summary>
    /// <exception cref="InvalidInputException">It is no customer's id.</exception>
    /// <exception cref="NotYoursException">It is another's.</exception>
    public static long CustomerId(this HttpContext http, long? value, string field) => Own(http, Input.CustomerId(value, field));

    /// <summary>A customer's id in a path or query, which has to be the caller's own.</summary>
    /// <exception cref="InvalidInputException">It is no customer's id.</exception>
    /// <exception cref="NotYoursException">It is another's.</exception>
    public static long CustomerId(this HttpContext http, string? value, string field) => Own(http, Input.CustomerId(value, field));

    /// <summary>Whether the caller may be told what is a customer's.</summary>
    public static bool MayActFor(this HttpContext http, long customerId) =>
        http.RequestServices.GetRequiredService<Callers>().MayActFor(http, customerId);

    /// <summary>
    /// The customer whose things alone a command may touch: the caller. <see langword="null"/> for whoever may touch anybody's.
    /// </summary>
    public static long? OnBehalfOf(this HttpContext http) => Callers.Of(http)?.CustomerId;

    private static long Own(HttpContext http, long customerId) => http.MayActFor(customerId) ? customerId : throw new NotYoursException();
}
