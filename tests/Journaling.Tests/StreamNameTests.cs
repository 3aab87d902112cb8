namespace Commerce.Journaling;

public sealed class StreamNameTests
{
    private static readonly Guid s_order = new("0195a0c4-7d2e-7abc-8def-0123456789ab");

    public static TheoryData<StreamName, string> Names => new()
    {
        { new("coupon", 4001), "coupon/4001" },
        { new("order", s_order), "order/0195a0c47d2e7abc8def0123456789ab" },
        { new("coupon-code", "COUPON2025"), "coupon-code/COUPON2025" },
    };

    [Theory]
    [MemberData(nameof(Names))]
    public void ToString_IsCategoryAndKey_AndIsReadAgain(StreamName name, string text)
    {
        Assert.Equal(text, name.ToString());
        Assert.Equal(name, StreamName.Parse(text));
        Assert.StartsWith(StreamName.PrefixOf(name.Category), text, StringComparison.Ordinal);
    }

    [Fact]
    public void Keys_AreOfTheirKind()
    {
        Assert.Equal(4001, StreamName.Parse("coupon/4001").NumberKey);
        Assert.Equal(s_order, StreamName.Parse($"order/{s_order:N}").GuidKey);
        Assert.Equal("a/b", StreamName.Parse("coupon-code/a/b").Key); // the first slash ends the category
        Assert.Throws<FormatException>(() => StreamName.Parse("coupon/x").NumberKey);
        Assert.Throws<FormatException>(() => StreamName.Parse("order/4001").GuidKey);
    }

    [Theory]
    [InlineData("coupon/4001", true)]
    [InlineData("coupon", true)]
    [InlineData("coupon-code/4001", false)]
    [InlineData("order/4001", false)]
    [InlineData("", false)]
    public void IsOf_ComparesTheWholeCategory(string text, bool isCoupon) =>
        Assert.Equal(isCoupon, StreamName.Parse(text).IsOf("coupon"));

    [Fact]
    public void Parse_TextWithoutSlash_HasNoKey() => Assert.Equal("", StreamName.Parse("coupon").Key);
}
