namespace Commerce.Health;

/// <summary>Tags of health checks.</summary>
public static class HealthTags
{
    /// <summary>Those that readiness asks.</summary>
    public const string Ready = "ready";
}
