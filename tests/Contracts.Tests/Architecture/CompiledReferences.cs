using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using Commerce.Hosting;

namespace Commerce.Architecture;

/// <summary>What an assembly of the product uses of others, from its metadata.</summary>
internal static class CompiledReferences
{
    public static IReadOnlyList<string> AssembliesOf(string project) => Read(project, metadata => metadata.AssemblyReferences
        .Select(handle => metadata.GetString(metadata.GetAssemblyReference(handle).Name)));

    /// <summary>The types used; one that is nested in another is of no assembly here, the other one is.</summary>
    public static IReadOnlyList<(string? Assembly, string Namespace, string Name)> TypesOf(string project) =>
        Read(project, metadata => metadata.TypeReferences.Select(metadata.GetTypeReference)
            .Select(type => (AssemblyOf(type, metadata), metadata.GetString(type.Namespace), metadata.GetString(type.Name))));

    private static List<T> Read<T>(string project, Func<MetadataReader, IEnumerable<T>> what)
    {
        var directory = Path.GetDirectoryName(typeof(SiloHost).Assembly.Location)!;
        using var file = new PEReader(File.OpenRead(Path.Combine(directory, $"Commerce.{project}.dll")));
        return [.. what(file.GetMetadataReader())];
    }

    private static string? AssemblyOf(TypeReference type, MetadataReader metadata) =>
        type.ResolutionScope.Kind == HandleKind.AssemblyReference
            ? metadata.GetString(metadata.GetAssemblyReference((AssemblyReferenceHandle)type.ResolutionScope).Name)
            : null;
}
