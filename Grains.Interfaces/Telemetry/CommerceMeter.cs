namespace Commerce.Telemetry;

/// <summary>What metrics of this system are found by.</summary>
public static class CommerceMeter
{
    /// <summary>The name of the meter that every instrument of this system belongs to.</summary>
    public const string Name = "Commerce";
}
