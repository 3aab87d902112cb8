using System.Reflection;

namespace Commerce.Telemetry;

/// <summary>
/// The category of a type's messages, where it is not the type's own name. Operators filter by categories, so one stays
/// as it is when its type moves.
/// </summary>
/// <param name="name">The category, such as <c>Commerce.Hosting.WarmUp</c>.</param>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class LogCategoryAttribute(string name) : Attribute
{
    /// <summary>The category.</summary>
    public string Name { get; } = name;
}

/// <summary>Log categories in this process.</summary>
public static class LogCategoryHosting
{
    /// <summary>Makes loggers heed <see cref="LogCategoryAttribute"/>.</summary>
    /// <param name="services">The services.</param>
    public static void AddLogCategories(this IServiceCollection services) =>
        services.AddSingleton(typeof(ILogger<>), typeof(CategoryLogger<>));

    private sealed class CategoryLogger<T>(ILoggerFactory loggers) : ILogger<T>
    {
        private static readonly string? s_category = typeof(T).GetCustomAttribute<LogCategoryAttribute>()?.Name;

        private readonly ILogger _logger = s_category is null ? loggers.CreateLogger<T>() : loggers.CreateLogger(s_category);

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => _logger.BeginScope(state);

        public bool IsEnabled(LogLevel logLevel) => _logger.IsEnabled(logLevel);

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            _logger.Log(logLevel, eventId, state, exception, formatter);
    }
}
