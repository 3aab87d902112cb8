using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Commerce.Orders;

/// <summary>Command ids of a saga's steps.</summary>
internal static class SagaStep
{
    /// <summary>
    /// The id of a step: the first 128 bits of SHA-256 over order, attempt and step. The same step always has the same id,
    /// whoever repeats it after whatever crash.
    /// </summary>
    public static Guid Id(Guid orderId, int attempt, string step) => new(
        SHA256.HashData(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{orderId:N}/{attempt}/{step}"))).AsSpan(0, 16),
        bigEndian: true);
}
