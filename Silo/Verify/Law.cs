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
}
