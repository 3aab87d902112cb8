using System.Diagnostics;
using System.Reflection;
using System.Runtime.InteropServices;

namespace Commerce.Kafka;

/// <summary>
/// The native library that Confluent.Kafka runs on. Its package brings several builds, and it takes the first that can be
/// loaded on this machine: only that one knows the clients and brokers of this process.
/// </summary>
internal static class KafkaLibrary
{
    /// <summary>What it is called in declarations.</summary>
    public const string Name = "librdkafka";

    private static readonly Lazy<nint> s_handle = new(Find);

    /// <summary>Makes this assembly's declarations mean it.</summary>
    public static void Resolve() => NativeLibrary.SetDllImportResolver(Assembly.GetExecutingAssembly(),
        (name, _, _) => name == Name ? s_handle.Value : 0);

    private static nint Find()
    {
        Confluent.Kafka.Library.Load();
        using var process = Process.GetCurrentProcess();
        var loaded = process.Modules.Cast<ProcessModule>()
            .Select(module => module.FileName)
            .Where(file => Path.GetFileName(file).Contains(Name, StringComparison.Ordinal))
            .Distinct()
            .ToList();
        return loaded is [var only]
            ? NativeLibrary.Load(only)
            : throw new DllNotFoundException(
            $"Confluent.Kafka loaded one {Name}, and {loaded.Count} were found: {string.Join(", ", loaded)}");
    }
}
