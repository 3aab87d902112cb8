using System.Diagnostics.CodeAnalysis;

namespace Commerce;

/// <summary>
/// A value is not one that its contract takes, and no outcome is named for that. Nothing was decided, and nothing changed; the
/// same request is refused again. Clients get 400 with the field.
/// </summary>
[GenerateSerializer, Alias("commerce.OutOfBoundsException")]
[SuppressMessage("Design", "CA1032", Justification = "Always names a field.")]
public sealed class OutOfBoundsException : ArgumentOutOfRangeException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="field">Which value, as clients know it.</param>
    /// <param name="message">What it must be; shown to clients.</param>
    public OutOfBoundsException(string field, string message)
        : base(null, message) => Field = field;

    /// <summary>Which value, as clients know it.</summary>
    [Id(0)]
    public string Field { get; }
}
