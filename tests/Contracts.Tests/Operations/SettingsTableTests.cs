namespace Commerce.Operations;

public sealed class SettingsTableTests
{
    /// <summary>Numbers and times whose bounds no attribute can say: what the table says of them is all there is.</summary>
    private static readonly Dictionary<string, string> s_boundsInWords = new()
    {
        ["Concerts:MaxHoldTime"] = "`Concerts:HoldFor` to 1 day",
        ["Coupons:DefaultCouponId"] = "1 to 2^53 - 1",
        ["Events:ReplicationFactor"] = "at least 1, or -1",
        ["Limits:ShedAboveCpu"] = "50 to 100, or 0",
        ["Outbox:LeaseTime"] = "more than the publish timeout plus 1 s",
        ["Outbox:MaxBackoff"] = "at least the sweep interval",
    };

    private static readonly Dictionary<string, string[]> Table = Documents.Rows(Documents.Read("docs", "operations.md"), "## Configuration")
        .ToDictionary(row => row[0].Trim('`'), StringComparer.Ordinal);

    [Fact]
    public void Table_EverySetting_IsListedAndNoOther()
    {
        Documents.AssertTold("docs/operations.md, '## Configuration'", Settings.All.Keys, Table.Keys);
    }

    [Fact]
    public void Table_EveryDefault_IsWhatHoldsWhenNobodySetsIt()
    {
        var wrong = Settings.All.Values
            .Where(setting => setting.Key != Settings.Urls && Table.TryGetValue(setting.Key, out var row)
            && row[1].Trim('`') != setting.Default)
            .Select(setting => $"{setting.Key} is '{setting.Default}', the table says '{Table[setting.Key][1]}'");
        Assert.Empty(wrong);
    }

    /// <summary>What is said after the bounds, such as <c>whole seconds</c>, is for people.</summary>
    [Fact]
    public void Table_EveryBound_IsWhatAWrongValueIsHeldTo()
    {
        var wrong = Settings.All.Values.Where(setting => Table.ContainsKey(setting.Key)) // another test asks for the rest
            .Where(setting => setting.Bounds is not null || IsMeasure(setting.Type))
            .Select(setting => (setting.Key, Bounds: setting.Bounds ?? s_boundsInWords.GetValueOrDefault(setting.Key)))
            .Where(setting => setting.Bounds is null
                || !$"{Table[setting.Key][2]}, ".StartsWith($"{setting.Bounds}, ", StringComparison.Ordinal))
            .Select(setting => $"{setting.Key} is '{setting.Bounds}', the table says '{Table[setting.Key][2]}'");
        Assert.Empty(wrong);
        Assert.All(s_boundsInWords.Keys, key => Assert.Null(Settings.All[key].Bounds));
    }

    private static bool IsMeasure(Type type) =>
        type == typeof(TimeSpan) || (type.IsPrimitive && type != typeof(bool));
}
