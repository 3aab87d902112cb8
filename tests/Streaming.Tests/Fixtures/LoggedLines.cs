using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Commerce.Fixtures;

/// <summary>Remembers the ids of what is logged, and the exceptions told with them.</summary>
internal sealed class LoggedLines : ILoggerProvider
{
    private readonly ConcurrentQueue<(int Id, Exception? Failure)> _lines = new();

    public int CountOf(int id) => _lines.Count(logged => logged.Id == id);

    public IReadOnlyList<string?> FailuresOf(int id) =>
        [.. _lines.Where(logged => logged.Id == id).Select(logged => logged.Failure?.Message)];

    public ILogger CreateLogger(string categoryName) => new Logger(this);

    public ILogger<T> LoggerOf<T>() => new Logger<T>(LoggerFactory.Create(logging => logging.AddProvider(this)));

    public void Dispose()
    {
        // Nothing is held.
    }

    private sealed class Logger(LoggedLines lines) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            lines._lines.Enqueue((eventId.Id, exception));
    }
}
