using System.Reflection;
using Commerce.Telemetry;

namespace Commerce.Operations;

/// <summary>What operators filter messages by.</summary>
internal static class LogCategories
{
    /// <summary>A type's category, but for its last part.</summary>
    public static string NamespaceOf(Type type) =>
        type.GetCustomAttribute<LogCategoryAttribute>()?.Name is { } category ? category[..category.LastIndexOf('.')] : type.Namespace!;
}
