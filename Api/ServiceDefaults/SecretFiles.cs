using Microsoft.Extensions.Configuration.Json;
using Microsoft.Extensions.Configuration.KeyPerFile;
using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.Options;

namespace Commerce.ServiceDefaults;

/// <summary>Settings of which each is a file, as orchestrators hand secrets over. Configuration section <c>Secrets</c>.</summary>
public sealed class SecretFiles
{
    /// <summary>The configuration section these options are bound from.</summary>
    public const string Section = "Secrets";

    private const string Usual = "/run/secrets";

    /// <summary>
    /// The folder, whose files are called by the setting that they have, such as <c>Storage__ConnectionString</c>. The usual one need not
    /// be there.
    /// </summary>
    public string Directory { get; set; } = Usual;

    /// <summary>Adds the files: over what JSON says, under the environment and the command line.</summary>
    /// <param name="configuration">What is known so far.</param>
    /// <exception cref="OptionsValidationException">The folder is not there, or a file cannot be read.</exception>
    public static void AddTo(ConfigurationManager configuration)
    {
        const string Key = $"{Section}:{nameof(Directory)}";
        var told = configuration[Key];
        var folder = Path.GetFullPath(string.IsNullOrEmpty(told) ? Usual : told);
        if (!System.IO.Directory.Exists(folder))
        {
            if (string.IsNullOrEmpty(told))
                return;
            throw Wrong($"{Key}: there is no folder '{folder}'.");
        }
        var sources = ((IConfigurationBuilder)configuration).Sources;
        var afterJson = sources.Select((source, at) => source is JsonConfigurationSource ? at + 1 : 0).Max();
        try
        {
            sources.Insert(
                afterJson, new KeyPerFileConfigurationSource { FileProvider = new PhysicalFileProvider(folder), Optional = true });
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            throw Wrong($"{Key}: a file of '{folder}' cannot be read: {unreadable.Message}");
        }
    }

    private static OptionsValidationException Wrong(string message) => new(Section, typeof(SecretFiles), [message]);
}
