namespace Commerce;

/// <summary>
/// The command was not answered because something it rests on is unavailable or full. It may be repeated after a
/// short wait; whether it took effect is only known for a command without effects, so repeat it under the same id.
/// </summary>
[GenerateSerializer, Alias("commerce.CommerceUnavailableException")]
public sealed class CommerceUnavailableException : Exception
{
    /// <summary>Creates the exception.</summary>
    public CommerceUnavailableException() : this("The service is not available right now.") { }

    /// <summary>Creates the exception with a message for operators.</summary>
    /// <param name="message">What is unavailable.</param>
    public CommerceUnavailableException(string message) : base(message) { }

    /// <summary>Creates the exception with a message for operators and its cause.</summary>
    /// <param name="message">What is unavailable.</param>
    /// <param name="cause">
    /// The cause. Whoever throws has logged it; it does not travel, for it may be of a type, a database driver's for one,
    /// that the caller's process does not know, and an exception that cannot be read there would be no answer at all.
    /// </param>
    public CommerceUnavailableException(string message, Exception? cause) : base(message) => _ = cause;

    /// <summary>
    /// Whether nothing of the command took effect, for certain. It may be repeated then whatever it asks for, and is, on its way
    /// to the client (RejectedCalls). False says nothing.
    /// </summary>
    [Id(0)]
    public bool IsUndone { get; init; }
}
