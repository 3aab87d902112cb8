using System.Security.Cryptography;
using System.Text;

namespace Commerce;

/// <summary>
/// Names what administrators defined by its content: the same definition has the same revision, whatever was issued, sold or charged
/// meanwhile. Whoever changes it can say which one they read, and is refused when it is another by now.
/// </summary>
public static class Revision
{
    /// <summary>What a command asks for that takes any revision, but a definition there must be.</summary>
    public const string Any = "*";

    private const int Bytes = 16;

    /// <summary>The revision of a definition: 128 bits of SHA-256, as hexadecimal digits.</summary>
    /// <param name="content">All of the definition in a text form.</param>
    public static string Of(string content) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(content)).AsSpan(0, Bytes));

    /// <summary>Whether a command may change what is there.</summary>
    /// <param name="expected">The revisions it asks for; <see langword="null"/> for none.</param>
    /// <param name="current">The revision there is; <see langword="null"/> when nothing is defined.</param>
    public static bool IsExpected(IReadOnlyList<string>? expected, string? current) =>
        expected is null || (current is not null && (expected.Contains(Any) || expected.Contains(current)));
}
