using System.Collections.Frozen;
using System.Security.Cryptography;
using Microsoft.AspNetCore.StaticFiles;
using Microsoft.Net.Http.Headers;

namespace Commerce.Http;

/// <summary>
/// The files of a folder of <c>wwwroot</c>, as they are there: resources of this assembly, so that whatever process has it as a library
/// serves them, too.
/// </summary>
/// <param name="folder">The folder's name.</param>
internal sealed class PageFiles(string folder)
{
    private const string Index = "index.html";

    private readonly FrozenDictionary<string, PageFile> _files = ReadAll($"wwwroot/{folder}/");

    /// <summary>Answers with a file.</summary>
    /// <param name="http">The request.</param>
    /// <param name="name">Its name; none is the page itself.</param>
    public IResult Get(HttpContext http, string? name)
    {
        if (!_files.TryGetValue(string.IsNullOrEmpty(name) ? Index : name, out var file))
            return new Problem(HttpProblems.RouteNotFound);
        SafeHeaders.AddToPage(http.Response.Headers);
        // It may be kept, and has to be asked about: files name each other without a version.
        http.Response.Headers.CacheControl = "no-cache";
        return TypedResults.Bytes(file.Content, file.Type, entityTag: file.Tag);
    }

    private static FrozenDictionary<string, PageFile> ReadAll(string prefix)
    {
        var (assembly, types) = (typeof(PageFiles).Assembly, new FileExtensionContentTypeProvider());
        return assembly.GetManifestResourceNames().Where(name => name.StartsWith(prefix, StringComparison.Ordinal))
            .ToFrozenDictionary(name => name[prefix.Length..], name =>
            {
                using var resource = assembly.GetManifestResourceStream(name)!;
                using var content = new MemoryStream();
                resource.CopyTo(content);
                var type = types.TryGetContentType(name, out var known)
                    ? known
                    : throw new NotSupportedException($"Nothing says what {name} is.");
                return new PageFile(content.ToArray(), type.StartsWith("text/", StringComparison.Ordinal) ? $"{type}; charset=utf-8" : type,
                    new($"\"{Convert.ToHexStringLower(SHA256.HashData(content.ToArray())[..16])}\""));
            }, StringComparer.Ordinal);
    }

    private sealed record PageFile(byte[] Content, string Type, EntityTagHeaderValue Tag);
}
