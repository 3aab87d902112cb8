using System.Collections.Frozen;
using System.Security.Cryptography;
using Commerce.Http;
using Microsoft.AspNetCore.StaticFiles;
using Microsoft.Net.Http.Headers;

namespace Commerce.Live;

/// <summary>The live page and what it is made of: in this assembly, so that nothing is needed to look at it.</summary>
internal static class LivePages
{
    /// <summary>The page itself.</summary>
    public const string Page = "index.html";

    private const string Folder = "wwwroot/live/";

    private static readonly FrozenDictionary<string, LiveFile> s_files = typeof(LivePages).Assembly.GetManifestResourceNames()
        .Where(name => name.StartsWith(Folder, StringComparison.Ordinal))
        .ToFrozenDictionary(name => name[Folder.Length..], Read);

    /// <summary>Answers with a file.</summary>
    /// <param name="http">The request.</param>
    /// <param name="name">Its name; none is the page.</param>
    public static IResult Get(HttpContext http, string? name)
    {
        if (!s_files.TryGetValue(string.IsNullOrEmpty(name) ? Page : name, out var file))
            return new Problem(HttpProblems.RouteNotFound);
        SafeHeaders.AddToPage(http.Response.Headers);
        http.Response.Headers.CacheControl = "no-cache"; // it may be kept, and has to be asked about
        return TypedResults.Bytes(file.Content, file.Type, entityTag: file.Tag);
    }

    private static LiveFile Read(string name)
    {
        using var resource = typeof(LivePages).Assembly.GetManifestResourceStream(name)!;
        using var content = new MemoryStream();
        resource.CopyTo(content);
        var type = new FileExtensionContentTypeProvider().TryGetContentType(name, out var known) ? known : "application/octet-stream";
        return new(content.ToArray(), type.StartsWith("text/", StringComparison.Ordinal) ? $"{type}; charset=utf-8" : type,
            new($"\"{Convert.ToHexStringLower(SHA256.HashData(content.ToArray()))[..16]}\""));
    }

    private sealed record LiveFile(byte[] Content, string Type, EntityTagHeaderValue Tag);
}
