namespace Commerce.Telemetry;

/// <summary>A silo's telemetry.</summary>
internal static class SiloTelemetry
{
    private const string ServiceName = "commerce-silo";

    /// <summary>
    /// Sends what this silo tells of itself. Grain calls carry their callers' trace only when traces are sent: it costs each call
    /// something.
    /// </summary>
    public static void AddSiloTelemetry(this WebApplicationBuilder builder)
    {
        if (builder.AddCommerceTelemetry(ServiceName))
            builder.UseOrleans(silo => silo.AddActivityPropagation());
    }
}
