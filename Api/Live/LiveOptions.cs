using System.ComponentModel.DataAnnotations;

namespace Commerce.Live;

/// <summary>The live page. Configuration section <c>Live</c>.</summary>
internal sealed class LiveOptions
{
    /// <summary>The configuration section these options are bound from.</summary>
    public const string Section = "Live";

    /// <summary>Whether anybody may watch. Otherwise administrators may, and in Development everybody.</summary>
    public bool Public { get; set; }

    /// <summary>Who may watch at once, in one process; past it 503. 0 for nobody, 10,000 at the most.</summary>
    [Range(0, 10_000)]
    public int MaxViewers { get; set; } = 1_000;

    /// <summary>Whether anybody may watch here.</summary>
    public bool IsOpen(IHostEnvironment environment) => Public || environment.IsDevelopment();
}
