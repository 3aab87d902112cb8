namespace Commerce;

/// <summary>Who asked for an administrative act; the journal keeps it with the events of the act.</summary>
/// <param name="Name">A token's subject, or which key it was; 1 to <see cref="MaxNameLength"/> characters.</param>
/// <param name="TraceId">
/// The trace of the request, by which its line in the log is found; 1 to <see cref="MaxTraceIdLength"/> characters, or
/// <see langword="null"/>.
/// </param>
[GenerateSerializer, Immutable, Alias("commerce.Actor")]
public sealed record Actor([property: Id(0)] string Name, [property: Id(1)] string? TraceId = null)
{
    /// <summary>Characters of a name at the most.</summary>
    public const int MaxNameLength = 200;

    /// <summary>Characters of a trace's id at the most.</summary>
    public const int MaxTraceIdLength = 64;

    /// <summary>Checks the values against their bounds.</summary>
    /// <exception cref="OutOfBoundsException">A value is outside its bounds.</exception>
    public void Validate()
    {
        Require.Text(Name, MaxNameLength, "actor");
        if (TraceId is not null)
            Require.Text(TraceId, MaxTraceIdLength, "actor.traceId");
    }
}
