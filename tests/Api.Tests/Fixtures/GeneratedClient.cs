using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using NJsonSchema.CodeGeneration.CSharp;
using NSwag;
using NSwag.CodeGeneration.CSharp;
using NSwag.CodeGeneration.OperationNameGenerators;

namespace Commerce.Fixtures;

/// <summary>A client that a generator made of the document, compiled: what it cannot read, no client of that kind can.</summary>
internal sealed class GeneratedClient
{
    private const string Namespace = "Commerce.Generated";

    // Stricter than any client: everything must be known, and everything known must be there.
    private static readonly JsonSerializerOptions s_strict = new()
    {
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectNullableAnnotations = true,
    };

    public GeneratedClient(string document)
    {
        Source = Generate(document);
        using var assembly = new MemoryStream();
        var compiled = CSharpCompilation.Create("Commerce.Generated",
            [CSharpSyntaxTree.ParseText(Source)],
            ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
                .Select(path => MetadataReference.CreateFromFile(path)),
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary)).Emit(assembly);
        Errors = [.. compiled.Diagnostics.Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error)
            .Select(error => error.ToString())];
        Types = compiled.Success
            ? Assembly.Load(assembly.ToArray()).GetExportedTypes().ToDictionary(type => type.Name, StringComparer.Ordinal)
            : throw new InvalidOperationException(string.Join('\n', Errors));
    }

    /// <summary>The code.</summary>
    public string Source { get; }

    public IReadOnlyList<string> Errors { get; }

    /// <summary>What the code declares, by name.</summary>
    public IReadOnlyDictionary<string, Type> Types { get; }

    /// <summary>Reads an answer as the client would.</summary>
    /// <exception cref="JsonException">It is not what the client expects.</exception>
    public object Read(string type, string json) => JsonSerializer.Deserialize(json, Types[type], s_strict)!;

    private static string Generate(string document)
    {
        var settings = new CSharpClientGeneratorSettings
        {
            ClassName = "CommerceClient",
            OperationNameGenerator = new SingleClientFromOperationIdOperationNameGenerator(),
        };
        settings.CSharpGeneratorSettings.Namespace = Namespace;
        settings.CSharpGeneratorSettings.JsonLibrary = CSharpJsonLibrary.SystemTextJson;
        settings.CSharpGeneratorSettings.GenerateNullableReferenceTypes = true;
        settings.CSharpGeneratorSettings.GenerateOptionalPropertiesAsNullable = true;
        return new CSharpClientGenerator(OpenApiDocument.FromJsonAsync(document).GetAwaiter().GetResult(), settings).GenerateFile();
    }
}
