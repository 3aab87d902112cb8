using System.Collections.Concurrent;
using System.Reflection;
using Commerce.Hosting;
using Commerce.Telemetry;
using Commerce.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Commerce.Operations;

/// <summary>Operators filter by categories, so a category stays when its type moves.</summary>
public sealed class LogCategoryTests
{
    // Only ever added to.
    private static readonly string[] s_kept =
    [
        "Commerce.Hosting.ClusterConnection", "Commerce.Hosting.ClusterConnectionRetry", "Commerce.Hosting.ExceptionMapping",
        "Commerce.Hosting.ReadinessWatch", "Commerce.Hosting.SilentSilos", "Commerce.Hosting.SiloList", "Commerce.Hosting.WarmUp",
        "Commerce.Outbox.ProjectionWriter",
        "Commerce.Outbox.Redrive",
        "Commerce.Storage.MySqlDatabase", "Commerce.Storage.ServerSettings",
        "Commerce.Streaming.KafkaClients", "Commerce.Streaming.KafkaReceiver", "Commerce.Streaming.KafkaTopic",
        "Commerce.Streaming.KafkaTopicStartup", "Commerce.Streaming.KafkaTransport", "Commerce.Streaming.ProjectionGrain",
    ];

    private static readonly Type[] s_moved = [.. Programs.Assemblies.SelectMany(assembly => assembly.GetTypes())
        .Where(type => type.GetCustomAttribute<LogCategoryAttribute>() is not null)];

    [Fact]
    public void Categories_OfTypesThatMoved_AreKept() => Assert.Equal(s_kept, s_moved
        .Select(type => type.GetCustomAttribute<LogCategoryAttribute>()!.Name).Distinct().Order(StringComparer.Ordinal));

    [Fact]
    public async Task Loggers_OfAHost_HaveTheCategoriesOfTheirTypes()
    {
        using var folder = new TempFolder();
        using var seen = new Seen();
        await using var silo = SiloHost.Build(
            [$"--Storage:Directory={folder.Path}", "--Demo:Load=false"], builder => builder.Logging.AddProvider(seen));

        foreach (var type in s_moved)
        {
            var closed = type.IsGenericTypeDefinition
                ? type.MakeGenericType(type.GetGenericArguments()[0].GetGenericParameterConstraints()) : type;
            silo.Services.GetRequiredService(typeof(ILogger<>).MakeGenericType(closed));
        }
        silo.Services.GetRequiredService<ILogger<LogCategoryTests>>();

        Assert.Empty(s_kept.Append(typeof(LogCategoryTests).FullName!).Except(seen.Categories.Keys));
    }

    private sealed class Seen : ILoggerProvider
    {
        public ConcurrentDictionary<string, ILogger> Categories { get; } = new(StringComparer.Ordinal);

        public ILogger CreateLogger(string categoryName) =>
            Categories.GetOrAdd(categoryName, Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance);

        public void Dispose()
        {
        }
    }
}
