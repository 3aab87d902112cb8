using System.Diagnostics.CodeAnalysis;

namespace Commerce;

/// <summary>
/// A value is outside its contract's bounds. Nothing was decided, and nothing changed; the same request is refused again. What has
/// an outcome of its own is not told by this. Clients get 400 with the field.
/// </summary>
[GenerateSerializer, Alias("commerce.OutOfBoundsException")]
[SuppressMessage("Design", "CA1032", Justification = "Always names a field.")]
public sealed class OutOfBoundsException : ArgumentOutOfRangeException
{
    /// <summary>Refuses the value of a field.</summary>
    /// <param name="field">Which value, as clients know it.</param>
    /// <param name="message">What it must be; shown to clients.</param>
    public OutOfBoundsException(string field, string message)
        : base(null, message) => Field = field;

    /// <summary>Which value, as clients know it.</summary>
    [Id(0)]
    public string Field { get; }
}
