namespace Commerce;

/// <summary>A request to change something. Every command can be repeated safely when it carries an id.</summary>
public interface ICommand
{
    /// <summary>
    /// The id the caller chose for this command, or <see langword="null"/> when the caller will never repeat it
    /// under the same id. A grain remembers recent ids with their answers.
    /// </summary>
    Guid? CommandId { get; }

    /// <summary>
    /// What the command asks for, without its id, in a stable text form. The same id with other content is a conflict.
    /// </summary>
    string Content { get; }
}
