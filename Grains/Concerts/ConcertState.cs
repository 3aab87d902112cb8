using Commerce.Journaling;

namespace Commerce.Concerts;

/// <summary>A concert as it was defined last.</summary>
internal sealed class ConcertState() : JsonState<ConcertDefined, ConcertDefined>(ConcertJson.Default.ConcertDefined)
{
    /// <summary>The definition, or <see langword="null"/> while there is no concert.</summary>
    public ConcertDefined? Defined { get; private set; }

    protected override void Fold(ConcertDefined e) => Defined = e;

    protected override ConcertDefined Save() => Defined ?? new("", [], null);

    protected override void Load(ConcertDefined saved) => Defined = saved.Schedules.Count == 0 ? null : saved;
}
