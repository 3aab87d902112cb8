namespace Commerce.Verify;

/// <summary>One law of conservation, what it was checked on, and where it was broken.</summary>
/// <param name="name">What has to hold.</param>
internal sealed class Law(string name)
{
    private const int BreachesShown = 10;

    private readonly List<string> _shown = [];

    public string Name { get; } = name;

    public long Checked { get; private set; }

    public long Breaches { get; private set; }

    /// <summary>How often the law could not be checked yet, because an event that it is about was still on its way.</summary>
    public long Skipped { get; private set; }

    public IReadOnlyList<string> Shown => _shown;

    public void Check(bool holds, Func<string> breach)
    {
        Checked++;
        if (holds)
            return;
        Breaches++;
        if (_shown.Count < BreachesShown)
            _shown.Add(breach());
    }

    public void Skip() => Skipped++;

    /// <summary>One line for a person.</summary>
    public override string ToString() => (Breaches, Skipped) switch
    {
        ( > 0, _) => $"BREACH {Name} ({Checked} checked, {Breaches} broken)",
        (_, > 0) => $"skipped {Name} ({Checked} checked, {Skipped} under way)",
        _ => $"ok     {Name} ({Checked} checked)",
    };
}
