namespace Commerce.ServiceDefaults;

/// <summary>What the files of <see cref="ClusterTlsOptions"/> have at one moment, as text.</summary>
internal sealed record TlsFiles(string Certificate, string Key, string Authority)
{
    /// <summary>Reads them.</summary>
    /// <param name="options">Which.</param>
    /// <exception cref="TlsFileException">One is not there, or cannot be read.</exception>
    public static TlsFiles Read(ClusterTlsOptions options) => new(
        Text("Clustering:Tls:CertificateFile", options.CertificateFile),
        Text("Clustering:Tls:KeyFile", options.KeyFile),
        Text("Clustering:Tls:AuthorityFile", options.AuthorityFile));

    /// <summary>Reads one.</summary>
    /// <param name="key">The setting that names it.</param>
    /// <param name="file">The file.</param>
    /// <exception cref="TlsFileException">It is not there, or cannot be read.</exception>
    public static string Text(string key, string? file)
    {
        if (string.IsNullOrWhiteSpace(file))
            throw new TlsFileException($"{key} must name a file in PEM.");
        try
        {
            return File.ReadAllText(file);
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            throw new TlsFileException($"{key}: '{file}' cannot be read: {unreadable.Message}");
        }
    }
}

/// <summary>A file does not have what it must; the message names its setting, and holds nothing of a key.</summary>
/// <param name="message">What an operator is told.</param>
internal sealed class TlsFileException(string message) : Exception(message);
