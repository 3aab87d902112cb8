using Commerce.ServiceDefaults;

namespace Commerce.Access;

/// <summary>The administrators' side. Configuration section <c>Admin</c>.</summary>
internal sealed class AdminOptions
{
    /// <summary>The configuration section these options are bound from.</summary>
    public const string Section = "Admin";

    /// <summary>A key of <c>/admin</c>; without any it is closed to keys. Secret: never logged.</summary>
    public string? ApiKey { get; set; }

    /// <summary>
    /// Keys of <c>/admin</c>, of 32 characters or more: two at the most, the old one and the new while they are changed. Secret: never
    /// logged.
    /// </summary>
    public string[] ApiKeys { get; set; } = [];

    /// <summary>
    /// Addresses that <c>/admin</c>, <c>/health</c>, <c>/docs</c>, <c>/openapi</c> and <c>/live</c>, unless it is open to everybody, are
    /// served at, and nothing else; they are served nowhere else then. Separated by <c>;</c>, on ports that <c>Urls</c> does not have.
    /// Without it, where everything is.
    /// </summary>
    public string? Urls { get; set; }
}

/// <summary>Says at start-up which key is wrong and how to mend it.</summary>
internal sealed class AdminOptionsValidator(IHostEnvironment environment) : SettingsValidator<AdminOptions>(AdminOptions.Section)
{
    private const int ShortestKey = 32;
    private const int ShortestOldKey = 8;
    private const int MostKeys = 2;

    // What is written in examples, ours and others'.
    private static readonly string[] s_placeholders =
        ["change-me", "changeme", "change_me", "replace-me", "placeholder", "password", "secret-key", "your-key", "example"];

    protected override IEnumerable<(bool IsMet, string Otherwise)> Others(AdminOptions options) =>
    [
        (options.ApiKey is null or { Length: >= ShortestOldKey },
            "Admin:ApiKey must have at least 8 characters; leave it out to close /admin."),
        (options.ApiKey is null || !IsPlaceholder(options.ApiKey),
            "Admin:ApiKey must not be one that is written in an example; make one: openssl rand -hex 32."),
        (options.ApiKeys.Length <= MostKeys && options.ApiKeys.All(key => key.Length >= ShortestKey),
            "Admin:ApiKeys must be two keys at the most, each of at least 32 characters."),
        (!options.ApiKeys.Any(IsPlaceholder),
            "Admin:ApiKeys must not have one that is written in an example; make one: openssl rand -hex 32."),
    ];

    private bool IsPlaceholder(string key) =>
        s_placeholders.Any(placeholder => key.Contains(placeholder, StringComparison.OrdinalIgnoreCase))
        || (key.Equals("development", StringComparison.OrdinalIgnoreCase) && !environment.IsDevelopment())
        || (key.Length > 0 && key.All(letter => letter == key[0]));
}
