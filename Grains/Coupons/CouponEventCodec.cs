using System.Text.Json;
using System.Text.Json.Serialization;
using Commerce.Journaling;

namespace Commerce.Coupons;

/// <summary>The stored form of a campaign's events.</summary>
internal sealed class CouponEventCodec : IEventCodec<ICouponEvent>
{
    public const string Defined = "coupon.defined";
    public const string Issued = "coupon.issued";
    public const string PiecesIssued = "coupon.pieces_issued";
    public const string Redeemed = "coupon.redeemed";
    public const string Restored = "coupon.restored";

    public static readonly CouponEventCodec Instance = new();

    public StoredEvent Encode(ICouponEvent e) => e switch
    {
        CouponIssued issued => new(Issued, 1, JsonSerializer.SerializeToUtf8Bytes(issued, CouponJson.Default.CouponIssued), Publish: true),
        CouponPiecesIssued issued =>
            new(PiecesIssued, 1, JsonSerializer.SerializeToUtf8Bytes(issued, CouponJson.Default.CouponPiecesIssued), Publish: true),
        CouponDefined defined =>
            new(Defined, 1, JsonSerializer.SerializeToUtf8Bytes(defined, CouponJson.Default.CouponDefined), Publish: true),
        CouponRedeemed redeemed =>
            new(Redeemed, 1, JsonSerializer.SerializeToUtf8Bytes(redeemed, CouponJson.Default.CouponRedeemed), Publish: true),
        CouponRestored restored =>
            new(Restored, 1, JsonSerializer.SerializeToUtf8Bytes(restored, CouponJson.Default.CouponRestored), Publish: true),
        _ => throw new NotSupportedException($"A campaign has no event {e.GetType().Name}."),
    };

    public ICouponEvent Decode(string type, int version, ReadOnlySpan<byte> payload) => (type, version) switch
    {
        (Issued, 1) => JsonSerializer.Deserialize(payload, CouponJson.Default.CouponIssued)!,
        (PiecesIssued, 1) => JsonSerializer.Deserialize(payload, CouponJson.Default.CouponPiecesIssued)!,
        (Defined, 1) => JsonSerializer.Deserialize(payload, CouponJson.Default.CouponDefined)!,
        (Redeemed, 1) => JsonSerializer.Deserialize(payload, CouponJson.Default.CouponRedeemed)!,
        (Restored, 1) => JsonSerializer.Deserialize(payload, CouponJson.Default.CouponRestored)!,
        _ => throw new NotSupportedException($"{type} version {version} was stored by a newer release."),
    };
}

/// <summary>Stored names are camelCase and fixed by the recorded payloads under test.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(CouponDefined))]
[JsonSerializable(typeof(CouponIssued))]
[JsonSerializable(typeof(CouponPiecesIssued))]
[JsonSerializable(typeof(CouponRedeemed))]
[JsonSerializable(typeof(CouponRestored))]
[JsonSerializable(typeof(DefineCouponOutcome))]
[JsonSerializable(typeof(IssueCouponOutcome))]
[JsonSerializable(typeof(RedeemCouponOutcome))]
[JsonSerializable(typeof(RestoreCouponOutcome))]
[JsonSerializable(typeof(CouponCodeAssigned))]
internal sealed partial class CouponJson : JsonSerializerContext;
