namespace Commerce;

/// <summary>
/// The command was not answered because something it rests on is unavailable or full. It may have taken effect, unless
/// <see cref="IsUndone"/>: repeat it after a short wait, under the same id.
/// </summary>
[GenerateSerializer, Alias("commerce.CommerceUnavailableException")]
public sealed class CommerceUnavailableException : Exception
{
    /// <summary>Says no more than that the service is not available.</summary>
    public CommerceUnavailableException() : this("The service is not available right now.") { }

    /// <summary>Says what is unavailable.</summary>
    /// <param name="message">What is unavailable.</param>
    public CommerceUnavailableException(string message) : base(message) { }

    /// <summary>Says what is unavailable, and takes the cause where it is caught.</summary>
    /// <param name="message">What is unavailable.</param>
    /// <param name="cause">
    /// The cause, which the thrower has logged. It is not kept: its type, such as a database driver's, may be unknown in the
    /// caller's process, which could not read the exception then.
    /// </param>
    public CommerceUnavailableException(string message, Exception? cause) : base(message) => _ = cause;

    /// <summary>
    /// True when it is certain that nothing of the command took effect: any command may be repeated then, and <c>RejectedCalls</c>
    /// does so before a client is answered. False when it is not certain.
    /// </summary>
    [Id(0)]
    public bool IsUndone { get; init; }
}
