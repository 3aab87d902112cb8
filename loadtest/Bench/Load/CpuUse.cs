namespace Commerce.Bench.Load;

/// <summary>Processor time, by who took it.</summary>
/// <param name="Server">The HTTP server under load.</param>
/// <param name="Stores">The database server and Redis; nothing for what runs inside the server.</param>
/// <param name="Client">This process.</param>
internal readonly record struct CpuUse(TimeSpan Server, TimeSpan Stores, TimeSpan Client)
{
    public static CpuUse operator -(CpuUse now, CpuUse before) =>
        new(now.Server - before.Server, now.Stores - before.Stores, now.Client - before.Client);
}
