using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace Commerce.Bench.Reporting;

/// <summary>What the figures depend on.</summary>
internal static class Machine
{
    private const int Flushes = 100;

    public static string Describe() => string.Create(CultureInfo.InvariantCulture,
        $"{Environment.ProcessorCount} cores, {GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / (1L << 30)} GiB, " +
        $"{RuntimeInformation.OSDescription}, .NET {Environment.Version}, flush to disk {FlushMilliseconds():0.00} ms");

    /// <summary>The median time of appending 4 KiB to a file and flushing it to the disk: the least a durable commit costs.</summary>
    private static double FlushMilliseconds()
    {
        var path = Path.Combine(Path.GetTempPath(), $"commerce-bench-{Guid.NewGuid():N}");
        using var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1, FileOptions.DeleteOnClose);
        var block = new byte[4096];
        var times = new List<double>(Flushes);
        for (var i = 0; i < Flushes; i++)
        {
            var started = Stopwatch.GetTimestamp();
            file.Write(block);
            file.Flush(flushToDisk: true);
            times.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
        }
        return times.Median();
    }
}
