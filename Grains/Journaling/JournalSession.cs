namespace Commerce.Journaling;

/// <summary>
/// One activation's right to append to its stream. Once an append has failed, everything later of the same activation
/// fails too: it was decided on events that are not in the journal.
/// </summary>
public sealed partial class JournalSession
{
    /// <summary>Characters in a stream's name at the most.</summary>
    public const int MaxStreamLength = 100;

    private Exception? _failure;

    /// <summary>Starts a session.</summary>
    /// <param name="stream">The stream: 1 to 100 printable ASCII characters.</param>
    /// <exception cref="ArgumentException">
    /// Not every dialect can keep such a name, and some cannot even compare with it.
    /// </exception>
    public JournalSession(string stream)
    {
        ArgumentException.ThrowIfNullOrEmpty(stream);
        if (stream.Length > MaxStreamLength || stream.AsSpan().ContainsAnyExceptInRange(' ', '~'))
            throw new ArgumentException("A stream's name has at most 100 printable ASCII characters.", nameof(stream));
        Stream = stream;
    }

    /// <summary>The stream.</summary>
    public string Stream { get; }

    /// <summary>Why this session is over, or <see langword="null"/> while it may append.</summary>
    public Exception? Failure => Volatile.Read(ref _failure);

    /// <summary>Told once, on whatever thread, when the session is over.</summary>
    internal Action? Over { get; init; }

    internal void Fail(Exception failure)
    {
        if (Interlocked.CompareExchange(ref _failure, failure, null) is null)
            Over?.Invoke();
    }
}

/// <summary>Another writer holds the position: a second activation of the same grain. The store kept one of the two.</summary>
/// <param name="message">Which position.</param>
internal sealed class JournalConflictException(string message) : Exception(message);
