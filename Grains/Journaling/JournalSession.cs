namespace Commerce.Journaling;

/// <summary>
/// One activation's right to append to its stream. Once an append has failed, everything later of the same activation
/// fails too: it was decided on events that are not in the journal.
/// </summary>
/// <param name="stream">The stream.</param>
public sealed class JournalSession(string stream)
{
    private volatile Exception? _failure;

    /// <summary>The stream.</summary>
    public string Stream { get; } = stream;

    /// <summary>Why this session is over, or <see langword="null"/> while it may append.</summary>
    public Exception? Failure => _failure;

    internal void Fail(Exception failure) => _failure ??= failure;
}

/// <summary>Another writer holds the position: a second activation of the same grain. The store kept one of the two.</summary>
public sealed class JournalConflictException : Exception
{
    /// <summary>Creates the exception.</summary>
    public JournalConflictException() { }

    /// <summary>Creates the exception with a message.</summary>
    /// <param name="message">Which position.</param>
    public JournalConflictException(string message) : base(message) { }

    /// <summary>Creates the exception with a message and its cause.</summary>
    /// <param name="message">Which position.</param>
    /// <param name="innerException">The cause.</param>
    public JournalConflictException(string message, Exception innerException) : base(message, innerException) { }
}
