using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Commerce.Orders;

/// <summary>Command ids of a saga's steps.</summary>
internal static class SagaStep
{
    /// <summary>
    /// How the ids of payments that start now are made: apart from those of clients. Payments of 0.1.0 say nothing, and keep
    /// the ids that their steps may have been done under.
    /// </summary>
    public const int Apart = 1;

    // A client's command id is a hash of its key, and no key has a control character: so no client's id is that of a step.
    private const char NoKeyHasThis = '\0';

    /// <summary>
    /// The id of a step: the first 128 bits of SHA-256 over order, attempt and step. The same step always has the same id, also when
    /// another silo repeats it after a crash.
    /// </summary>
    public static Guid Id(Guid orderId, int attempt, string step, int? form = Apart) =>
        new(SHA256.HashData(Encoding.UTF8.GetBytes(Text(orderId, attempt, step, form))).AsSpan(0, 16), bigEndian: true);

    /// <summary>What is hashed.</summary>
    internal static string Text(Guid orderId, int attempt, string step, int? form) => form switch
    {
        null => string.Create(CultureInfo.InvariantCulture, $"{orderId:N}/{attempt}/{step}"),
        Apart => string.Create(CultureInfo.InvariantCulture, $"{NoKeyHasThis}{orderId:N}/{attempt}/{step}"),
        _ => throw new NotSupportedException($"Ids of steps in the form {form} were made by a newer release."),
    };
}
