namespace Commerce.WaitingQueue;

public sealed class QueueTokenTests
{
    private static readonly byte[] s_key = QueueToken.NewKey();
    private static readonly QueueToken s_token = new(QueueKey.OfConcert(7001), 42, 1001);

    [Fact]
    public void TryRead_OfASignedToken_FindsAllOfIt()
    {
        var text = s_token.Sign(s_key);

        Assert.True(QueueToken.TryRead(text, out var read));
        Assert.Equal(s_token, read);
        Assert.True(read.IsSigned(text, s_key));
        Assert.Equal(text, Uri.EscapeDataString(text));
    }

    [Fact]
    public void IsSigned_OfAnotherKey_IsFalse() => Assert.False(s_token.IsSigned(s_token.Sign(QueueToken.NewKey()), s_key));

    [Fact]
    public void IsSigned_WithAnyCharacterChanged_IsFalse()
    {
        var text = s_token.Sign(s_key);
        for (var i = 0; i < text.Length; i++)
        {
            var changed = string.Concat(text.AsSpan(0, i), text[i] == 'A' ? "B" : "A", text.AsSpan(i + 1));
            Assert.False(QueueToken.TryRead(changed, out var read) && read.IsSigned(changed, s_key), changed);
        }
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("x")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("=========================================================")]
    [InlineData("AQAAAAAAAAAbWQAAAAAAAAAqAAAAAAAAA+k ")]
    public void TryRead_OfWhatIsNone_IsFalse(string? text) => Assert.False(QueueToken.TryRead(text, out _));

    [Theory]
    [InlineData("concert-7001", true)]
    [InlineData("coupon-1", true)]
    [InlineData("coupon-9007199254740991", true)]
    [InlineData("coupon-9007199254740992", false)]
    [InlineData("coupon-0", false)]
    [InlineData("coupon-007", false)]
    [InlineData("coupon-+7", false)]
    [InlineData("coupon--7", false)]
    [InlineData("order-7", false)]
    [InlineData("", false)]
    public void TryParse_TakesKeysOfQueuesAlone(string text, bool isKey)
    {
        Assert.Equal(isKey, QueueKey.TryParse(text, out var key));
        Assert.True(!isKey || key.ToString() == text);
    }
}
