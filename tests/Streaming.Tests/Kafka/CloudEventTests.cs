using System.Text;
using System.Text.Json;
using Commerce.Outbox;

namespace Commerce.Kafka;

public sealed class CloudEventTests
{
    private static readonly IntegrationEvent s_event = new(
        new Guid("0197c5a0-0000-7000-8000-000000000001"), "coupon.issued", 2, "coupon/4001", 9_007_199_254_740_993,
        new DateTimeOffset(2026, 1, 2, 3, 4, 5, 678, TimeSpan.Zero), "{\"customerId\":7,\"name\":\"쿠폰 \\\"A\\\"\"}"u8.ToArray());

    [Fact]
    public void Encode_AnEvent_IsTheDocumentedEnvelope()
    {
        var json = Encoding.UTF8.GetString(CloudEvent.Encode(s_event));

        Assert.Equal(
            """
            {"specversion":"1.0","id":"0197c5a0-0000-7000-8000-000000000001","type":"coupon.issued","source":"/commerce",
            "subject":"coupon/4001","sequence":"9007199254740993","time":"2026-01-02T03:04:05.678Z",
            "datacontenttype":"application/json","dataversion":2,"data":{"customerId":7,"name":"쿠폰 \"A\""}}
            """.Replace("\n", "", StringComparison.Ordinal), json);
    }

    [Fact]
    public void Decode_WhatWasEncoded_IsTheSame()
    {
        var decoded = CloudEvent.Decode(CloudEvent.Encode(s_event));

        Assert.Equal(s_event with { Data = [] }, decoded with { Data = [] });
        Assert.Equal(s_event.Data, decoded.Data);
    }

    [Fact]
    public void Decode_AttributesOfALaterRelease_AreSkipped()
    {
        var json = Encoding.UTF8.GetString(CloudEvent.Encode(s_event));

        var decoded = CloudEvent.Decode(
            Encoding.UTF8.GetBytes(json.Replace("{\"specversion\"", "{\"traceparent\":\"00-1\",\"x\":[1],\"specversion\"",
            StringComparison.Ordinal)));

        Assert.Equal(s_event.Id, decoded.Id);
    }

    [Theory]
    [InlineData("")]
    [InlineData("garbage")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("{\"specversion\":\"1.0\"}")]
    public void Decode_WhatIsNoEvent_SaysSo(string message) =>
        Assert.Throws<FormatException>(() => CloudEvent.Decode(Encoding.UTF8.GetBytes(message)));

    [Theory]
    [InlineData("specversion", "\"2.0\"")]
    [InlineData("id", "\"7\"")]
    [InlineData("sequence", "\"-1\"")]
    [InlineData("sequence", "12")]
    [InlineData("sequence", "\"99999999999999999999\"")]
    [InlineData("time", "\"yesterday\"")]
    [InlineData("dataversion", "\"two\"")]
    [InlineData("dataversion", "99999999999")]
    [InlineData("subject", "null")]
    [InlineData("type", "null")]
    public void Decode_AnAttributeOfAnotherShape_SaysSo(string name, string value)
    {
        var attributes = JsonSerializer.Deserialize<Dictionary<string, JsonElement>>(CloudEvent.Encode(s_event))!;
        attributes[name] = JsonDocument.Parse(value).RootElement;

        Assert.Throws<FormatException>(() => CloudEvent.Decode(JsonSerializer.SerializeToUtf8Bytes(attributes)));
    }

    [Fact]
    public void Decode_NoMessageAtAll_SaysSo() => Assert.Throws<FormatException>(() => CloudEvent.Decode(default));
}
