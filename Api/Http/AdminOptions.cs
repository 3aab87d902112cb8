using Commerce.ServiceDefaults;

namespace Commerce.Http;

/// <summary>The administrators' side. Configuration section <c>Admin</c>.</summary>
internal sealed class AdminOptions
{
    /// <summary>The configuration section these options are bound from.</summary>
    public const string Section = "Admin";

    /// <summary>The key of <c>/admin</c>; without one it is closed. Secret: never logged.</summary>
    public string? ApiKey { get; set; }
}

/// <summary>Says at start-up which key is wrong and how to mend it.</summary>
internal sealed class AdminOptionsValidator() : SettingsValidator<AdminOptions>(AdminOptions.Section)
{
    protected override IEnumerable<(bool IsMet, string Otherwise)> Others(AdminOptions options) =>
        [(options.ApiKey is null or { Length: >= 8 }, "Admin:ApiKey must have at least 8 characters; leave it out to close /admin.")];
}
