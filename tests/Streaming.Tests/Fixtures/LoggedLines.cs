using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Commerce.Fixtures;

/// <summary>Remembers the ids of what is logged.</summary>
internal sealed class LoggedLines : ILoggerProvider
{
    private readonly ConcurrentQueue<int> _ids = new();

    public int CountOf(int id) => _ids.Count(logged => logged == id);

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
            lines._ids.Enqueue(eventId.Id);
    }
}
