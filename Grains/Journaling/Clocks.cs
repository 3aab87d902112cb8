namespace Commerce.Journaling;

/// <summary>What is taken for granted of the clocks of silos.</summary>
internal static class Clocks
{
    /// <summary>The most that two of them are apart. What depends on it, and how it is watched: docs/operations.md.</summary>
    public static readonly TimeSpan MostApart = TimeSpan.FromSeconds(5);
}
