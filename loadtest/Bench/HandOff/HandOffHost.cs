using System.Text.Json.Serialization;
using Commerce.Coupons;

namespace Commerce.Bench.HandOff;

/// <summary>What the HTTP servers of the hand-off have in common: the same as other baselines'.</summary>
internal static class HandOffHost
{
    public static WebApplication Build(string url)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls(url);
        builder.Logging.SetMinimumLevel(LogLevel.None);
        builder.Services.ConfigureHttpJsonOptions(json => json.SerializerOptions.TypeInfoResolverChain.Insert(0, HandOffJson.Default));
        return builder.Build();
    }
}

/// <summary>What the server tells the consumer.</summary>
internal sealed record IssuedPiece(long CouponId, long CustomerId, long IssueNumber);

/// <summary>How far the consumer is.</summary>
/// <param name="CaughtUp">Whether it has read all that there is.</param>
/// <param name="Written">Messages whose rows are committed.</param>
internal sealed record ConsumerState(bool CaughtUp, long Written);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(IssueCouponRequest))]
[JsonSerializable(typeof(IssueCouponResponse))]
[JsonSerializable(typeof(IssuedPiece))]
[JsonSerializable(typeof(ConsumerState))]
internal sealed partial class HandOffJson : JsonSerializerContext;
