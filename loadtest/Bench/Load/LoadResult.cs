namespace Commerce.Bench.Load;

/// <summary>What came of one load.</summary>
/// <param name="Elapsed">How long was measured.</param>
/// <param name="Latencies">The latencies of flows that ended in that time.</param>
/// <param name="Statuses">Every answer by its status, the warm-up's too; 0 counts connections that broke.</param>
/// <param name="Flows">Every flow that ended, the warm-up's too.</param>
internal sealed record LoadResult(TimeSpan Elapsed, LatencyHistogram Latencies, IReadOnlyDictionary<int, long> Statuses, long Flows)
{
    /// <summary>The processor time that all of it took, the warm-up's too.</summary>
    public CpuUse Cpu { get; init; }

    /// <summary>Processor time of server and stores for a flow, in microseconds.</summary>
    public double ServerMicroseconds => (Cpu.Server + Cpu.Stores).TotalMicroseconds / Flows;

    public double PerSecond => Latencies.Count / Elapsed.TotalSeconds;

    public double P50 => Latencies.Milliseconds(0.50);

    public double P95 => Latencies.Milliseconds(0.95);

    public double P99 => Latencies.Milliseconds(0.99);

    public long Of(int status) => Statuses.GetValueOrDefault(status);

    /// <summary>Whether every answer had one of these statuses.</summary>
    public bool Only(params ReadOnlySpan<int> statuses)
    {
        foreach (var status in Statuses.Keys)
        {
            if (!statuses.Contains(status))
                return false;
        }
        return true;
    }

    public override string ToString() => string.Join(", ", Statuses.OrderBy(s => s.Key).Select(s => $"{s.Value} x {s.Key}"));
}
