using System.Collections.Concurrent;
using Commerce.Coupons;

namespace Commerce.Fixtures;

/// <summary>Counts the calls to campaigns, those for leases and holders apart, and fails all of them when told to.</summary>
internal sealed class CampaignCalls : IIncomingGrainCallFilter
{
    private readonly ConcurrentDictionary<string, int> _byMethod = new();
    private int _codes;

    /// <summary>Whether no campaign can be asked.</summary>
    public bool IsCutOff { get; set; }

    /// <summary>Calls to campaigns so far, but for leases and holders.</summary>
    public int Asked => _byMethod.Where(calls => calls.Key is not (nameof(ICouponGrain.Lease) or nameof(ICouponGrain.GetHolders)))
        .Sum(calls => calls.Value);

    /// <summary>Calls so far to find a code's campaign.</summary>
    public int Codes => _codes;

    public Task Invoke(IIncomingGrainCallContext context)
    {
        if (context.InterfaceMethod?.DeclaringType == typeof(ICouponCodeGrain))
            Interlocked.Increment(ref _codes);
        if (context.InterfaceMethod?.DeclaringType != typeof(ICouponGrain))
            return context.Invoke();
        _byMethod.AddOrUpdate(context.InterfaceMethod.Name, 1, (_, calls) => calls + 1);
        return IsCutOff ? throw new CommerceUnavailableException("Cut off.") : context.Invoke();
    }
}
