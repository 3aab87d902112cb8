namespace Commerce.Operations;

public sealed class SettingsTableTests
{
    private static readonly Dictionary<string, string> Table = Documents.Rows(Documents.Read("docs", "operations.md"), "## Configuration")
        .ToDictionary(row => row[0].Trim('`'), row => row[1].Trim('`'), StringComparer.Ordinal);

    [Fact]
    public void Table_EverySetting_IsListedAndNoOther()
    {
        Documents.AssertTold("docs/operations.md, '## Configuration'", Settings.All.Keys, Table.Keys);
    }

    [Fact]
    public void Table_EveryDefault_IsWhatHoldsWhenNobodySetsIt()
    {
        var wrong = Settings.All.Values
            .Where(setting => setting.Key != Settings.Urls && Table.TryGetValue(setting.Key, out var told) && told != setting.Default)
            .Select(setting => $"{setting.Key} is '{setting.Default}', the table says '{Table[setting.Key]}'");
        Assert.Empty(wrong);
    }
}
