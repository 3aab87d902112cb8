namespace Commerce;

/// <summary>Bounds of commands that travel together.</summary>
public static class CommandBounds
{
    /// <summary>The most commands in one call: more would keep others from their turn in the grain.</summary>
    public const int MaxTogether = 500;
}
