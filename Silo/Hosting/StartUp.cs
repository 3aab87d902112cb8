using System.Net.Sockets;

namespace Commerce.Hosting;

/// <summary>The process cannot start, for a reason outside of it. The message tells an operator what to mend.</summary>
/// <param name="message">What is wrong and what to do about it; holds no secret.</param>
/// <param name="cause">The cause.</param>
internal sealed class StartUpException(string message, Exception? cause = null) : Exception(message, cause);

/// <summary>Starting as operators see it: a line that says what to mend, and an exit code.</summary>
internal static class StartUp
{
    private const int Failed = 1;

    /// <summary>Runs; a failure with a known reason outside of the program is told without a stack trace.</summary>
    /// <param name="run">What to run.</param>
    /// <returns>The exit code: that of <paramref name="run"/>, or 1.</returns>
    public static async Task<int> ExplainedAsync(Func<Task<int>> run)
    {
        try
        {
            return await run();
        }
        catch (Exception failure) when (Explain(failure) is { Length: > 0 } explanation)
        {
            foreach (var line in explanation)
                await Console.Error.WriteLineAsync(line);
            return Failed;
        }
    }

    private static string[] Explain(Exception failure) => failure switch
    {
        _ when StartUpErrors.IsConfiguration(failure) => [.. StartUpErrors.Failures(failure).Select(message => $"Configuration: {message}")],
        AggregateException { InnerExceptions: [var only] } => Explain(only),
        StartUpException => [failure.Message],
        _ when failure.GetBaseException() is SocketException =>
            [$"Network: {failure.Message} Urls, Clustering:SiloPort and Clustering:GatewayPort must name free ports of this machine."],
        _ => [],
    };
}
