using System.Globalization;
using System.Text.Json;
using Commerce.Journaling;

namespace Commerce.Coupons;

/// <summary>A code was given to a campaign.</summary>
/// <param name="CouponId">The campaign.</param>
internal sealed record CouponCodeAssigned(long CouponId);

/// <summary>Which campaign has the code: an assignment that is made once.</summary>
internal sealed class CouponCodeState : IJournaledState<CouponCodeAssigned>
{
    private bool _dirty = true;

    public long? CouponId { get; private set; }

    public int PartCount => 1;

    public void Apply(CouponCodeAssigned e) => (CouponId, _dirty) = (e.CouponId, true);

    public bool IsDirty(int part) => _dirty;

    public void MarkDirty(int part) => _dirty = true;

    public byte[] SavePart(int part)
    {
        _dirty = false;
        return JsonSerializer.SerializeToUtf8Bytes(new CouponCodeAssigned(CouponId ?? 0), CouponJson.Default.CouponCodeAssigned);
    }

    public void LoadPart(int part, ReadOnlySpan<byte> saved)
    {
        var assigned = JsonSerializer.Deserialize(saved, CouponJson.Default.CouponCodeAssigned)!;
        (CouponId, _dirty) = (assigned.CouponId == 0 ? null : assigned.CouponId, false);
    }
}

/// <summary>The stored form of a code's one event.</summary>
internal sealed class CouponCodeEventCodec : IEventCodec<CouponCodeAssigned>
{
    public const string Assigned = "coupon-code.assigned";

    public static readonly CouponCodeEventCodec Instance = new();

    public StoredEvent Encode(CouponCodeAssigned e) =>
        new(Assigned, 1, JsonSerializer.SerializeToUtf8Bytes(e, CouponJson.Default.CouponCodeAssigned), Publish: false);

    public CouponCodeAssigned Decode(string type, int version, ReadOnlySpan<byte> payload) => (type, version) switch
    {
        (Assigned, 1) => JsonSerializer.Deserialize(payload, CouponJson.Default.CouponCodeAssigned)!,
        _ => throw new NotSupportedException($"{type} version {version} was stored by a newer release."),
    };
}

/// <summary>One code.</summary>
internal sealed class CouponCodeGrain(JournalContext journal)
    : JournaledGrain<CouponCodeState, CouponCodeAssigned>(journal, CouponCodeEventCodec.Instance), ICouponCodeGrain
{
    protected override string Feature => "coupon-code";

    public async Task<long> Assign(long couponId)
    {
        if (!CouponBounds.IsCode(this.GetPrimaryKeyString()))
            throw new OutOfBoundsException("code", CouponBounds.CodeForm);
        var reply = await Execute(new AssignCode(couponId), CouponJson.Default.CouponCodeAssigned,
            () => State.CouponId is { } owner
                ? new(new CouponCodeAssigned(owner), [])
                : new(new CouponCodeAssigned(couponId), [new CouponCodeAssigned(couponId)]));
        return reply.Outcome!.CouponId;
    }

    public Task<long?> Get() => Read(state => state.CouponId);

    private sealed record AssignCode(long CouponId) : ICommand
    {
        // Assigning twice is a non-event, so nobody needs to name the command.
        public Guid? CommandId => null;

        public string Content => string.Create(CultureInfo.InvariantCulture, $"assign {CouponId}");

        public void Validate() => Require.Id(CouponId, "couponId");
    }
}
