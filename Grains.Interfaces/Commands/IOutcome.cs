namespace Commerce;

/// <summary>What a command came to: one of its named outcomes, with what belongs to it.</summary>
public interface IOutcome
{
    /// <summary>The outcome's name, such as <c>Issued</c>; what it is counted under.</summary>
    string StatusName { get; }
}

/// <summary>An outcome whose name is a value of an enumeration.</summary>
/// <typeparam name="TStatus">The command's outcomes.</typeparam>
public interface IOutcome<TStatus> : IOutcome
    where TStatus : struct, Enum
{
    /// <summary>What was decided.</summary>
    TStatus Status { get; }

    string IOutcome.StatusName => Status.ToString();
}
