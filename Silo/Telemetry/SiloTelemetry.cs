namespace Commerce.Telemetry;

/// <summary>A silo's telemetry.</summary>
internal static class SiloTelemetry
{
    private const string ServiceName = "commerce-silo";

    /// <summary>
    /// Sends this silo's telemetry, where an endpoint for it is configured. Grain calls carry their callers' trace only when traces are
    /// sent, for that makes each call dearer.
    /// </summary>
    public static void AddSiloTelemetry(this WebApplicationBuilder builder)
    {
        if (builder.AddCommerceTelemetry(ServiceName))
            builder.UseOrleans(silo => silo.AddActivityPropagation());
    }
}
