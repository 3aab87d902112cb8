using Microsoft.Extensions.Logging;

namespace Commerce.Journaling;

/// <summary>Keeps the ids of what is logged, in order.</summary>
internal sealed class EventLog<T>(List<int> ids) : ILogger<T>
{
    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception,
        Func<TState, Exception?, string> formatter)
    {
        lock (ids)
            ids.Add(eventId.Id);
    }
}
