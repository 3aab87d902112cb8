using System.Globalization;
using System.Reflection;
using Microsoft.Extensions.Logging;

namespace Commerce.Operations;

public sealed class LogEventTests
{
    private const BindingFlags AnyMethod =
        BindingFlags.Static | BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

    private static readonly (int Id, string Namespace, string Method)[] Events = [.. Programs.Assemblies
        .SelectMany(assembly => assembly.GetTypes())
        .SelectMany(type => type.GetMethods(AnyMethod),
        (type, method) => (type, method, log: method.GetCustomAttribute<LoggerMessageAttribute>()))
        .Where(found => found.log is not null)
        .Select(found => (found.log!.EventId, LogCategories.NamespaceOf(found.type), $"{found.type.Name}.{found.method.Name}"))];

    private static readonly (int First, int Last, string Namespace)[] Ranges =
        [.. Documents.Rows(Documents.Read("docs", "operations.md"), "### Log events")
        .Select(row => row[0].Split('-').Select(id => int.Parse(id, CultureInfo.InvariantCulture)).ToArray() is [var first, var last]
            ? (first, last, row[1].Split('`')[1])
            : throw new InvalidDataException($"{row[0]} is no range."))];

    [Fact]
    public void Ids_OfAllMessages_AreUsedOnce()
    {
        Assert.NotEmpty(Events);
        Assert.Empty(Events.GroupBy(e => e.Id).Where(same => same.Count() > 1)
            .Select(same => $"{same.Key}: {string.Join(", ", same.Select(e => e.Method))}"));
    }

    [Fact]
    public void Ids_OfAllMessages_AreInTheRangeOfTheirNamespace()
    {
        Assert.Empty(Events.Where(e => !Ranges.Any(range => range.First <= e.Id && e.Id <= range.Last && range.Namespace == e.Namespace))
            .Select(e => $"{e.Id} of {e.Namespace} {e.Method}"));
    }

    [Fact]
    public void Ranges_OfTheTable_DoNotOverlap()
    {
        var ordered = Ranges.OrderBy(range => range.First).ToArray();
        Assert.All(ordered.Zip(ordered.Skip(1)), pair => Assert.True(pair.First.Last < pair.Second.First));
    }
}
