namespace Commerce.Telemetry;

/// <summary>What others wrote cannot be taken for the log's own words.</summary>
public sealed class LogTextTests
{
    [Theory]
    [InlineData("plain-text", false, "plain-text")]
    [InlineData("two words", false, "two_words")]
    [InlineData("two words", true, "two words")]
    [InlineData("a\nline\tand\u001b[2Jmore", true, "a_line_and_[2Jmore")]
    [InlineData("\u202eturned\u00a0round \ud83d\ude00", true, "_turned_round __")]
    public void Of_TextOfAnybody_KeepsWhatIsPlain(string text, bool keepsSpaces, string expected) =>
        Assert.Equal(expected, LogText.Of(text, 100, keepsSpaces));

    [Fact]
    public void Of_LongText_IsCut() => Assert.Equal("12345", LogText.Of("1234567", 5));
}
