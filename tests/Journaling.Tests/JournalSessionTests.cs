namespace Commerce.Journaling;

public sealed class JournalSessionTests
{
    [Theory]
    [InlineData("coupon/4001")]
    [InlineData("coupon-code/~ ")]
    public void Create_NameEveryDialectKeeps_IsTheStream(string stream) => Assert.Equal(stream, new JournalSession(stream).Stream);

    [Fact]
    public void Create_LongestName_IsTheStream() => Assert.Equal(100, new JournalSession(new('x', 100)).Stream.Length);

    [Theory]
    [InlineData("")]
    [InlineData("coupon-code/쿠폰")]
    [InlineData("coupon\n4001")]
    [InlineData("0123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789x")]
    public void Create_NameSomeDialectCannotKeep_Throws(string stream) =>
        Assert.Throws<ArgumentException>(() => new JournalSession(stream));
}
