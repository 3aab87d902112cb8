using System.Diagnostics;
using System.Globalization;

namespace Commerce.Testing;

/// <summary>Signals to other processes.</summary>
public static class ProcessSignals
{
    /// <summary>Sends a signal by its name, such as <c>TERM</c> or <c>INT</c>.</summary>
    public static void Signal(this Process process, string signal)
    {
        using var kill = Process.Start("kill", [$"-{signal}", process.Id.ToString(CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
    }
}
