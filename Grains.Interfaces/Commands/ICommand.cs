namespace Commerce;

/// <summary>A request to change something. Every command can be repeated safely when it carries an id.</summary>
public interface ICommand
{
    /// <summary>
    /// The id the caller chose for this command, or <see langword="null"/> when the caller will never repeat it
    /// under the same id. What it did is kept with its answer, for as long as ids are kept; a refusal is decided again.
    /// </summary>
    Guid? CommandId { get; }

    /// <summary>
    /// What the command asks for, without its id, in a stable text form. The same id with other content is a conflict.
    /// </summary>
    string Content { get; }

    /// <summary>
    /// The earliest moment the command can have been sent first, when its sender knows: a step of a saga is not older than
    /// the saga. A grain whose memory does not reach back that far looks the id up in the store. To such a command a refusal is bound, too.
    /// </summary>
    DateTimeOffset? NotBefore => null;

    /// <summary>Who asks for it, when it is an administrative act; no part of what is asked for.</summary>
    Actor? Actor => null;

    /// <summary>
    /// Checks the command's values against their bounds. A grain does so before anything else, whether or not its caller did. What has
    /// an outcome of its own is checked by the decision.
    /// </summary>
    /// <exception cref="OutOfBoundsException">A value is outside its bounds.</exception>
    void Validate();
}
