using System.Text.Json;
using Commerce.Journaling;

namespace Commerce.Coupons;

/// <summary>A code was given to a campaign.</summary>
/// <param name="CouponId">The campaign.</param>
internal sealed record CouponCodeAssigned(long CouponId);

/// <summary>Which campaign claimed the code last.</summary>
internal sealed class CouponCodeState : IEventSourcedState<CouponCodeAssigned>
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
internal sealed class CouponCodeGrain(JournalContext journal, IGrainFactory grains)
    : EventSourcedGrain<CouponCodeState, CouponCodeAssigned>(journal, CouponCodeEventCodec.Instance), ICouponCodeGrain
{
    // One claim at a time: once a campaign has answered that it does not keep the code, it must not claim it again before the code
    // has moved.
    private readonly Turns _claims = new();

    protected override string StreamCategory => CouponStreams.CodeCategory;

    public async Task<long> Assign(long couponId)
    {
        if (!CouponBounds.IsCode(this.GetPrimaryKeyString()))
            throw new OutOfBoundsException("code", CouponBounds.CodeForm);
        Require.Id(couponId, "couponId");
        return await _claims.RunAsync(() => AssignAloneAsync(couponId));
    }

    public Task<long?> Get() => ReadAsync(state => state.CouponId);

    private async Task<long> AssignAloneAsync(long couponId)
    {
        if (State.CouponId is { } owner && owner != couponId
            && await grains.Grain<ICouponGrain>(owner).KeepsCode(this.GetPrimaryKeyString()))
        {
            return owner;
        }
        // Assigning the code to the campaign that has it changes nothing.
        return await ExecuteAsync(() => new Decision<long, CouponCodeAssigned>(
            couponId, State.CouponId == couponId ? [] : [new CouponCodeAssigned(couponId)]));
    }
}
