using System.Net;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;

namespace Commerce.Access;

/// <summary>What came of a key that was shown.</summary>
internal enum AdminKeyCheck
{
    /// <summary>It is one of the configured keys.</summary>
    Right,

    /// <summary>It is none of them.</summary>
    Wrong,

    /// <summary>Too many wrong ones came from this address in the last minute: no key is looked at.</summary>
    Blocked,
}

/// <summary>Who shows a key of <c>/admin</c>.</summary>
/// <param name="Caller">The key's bearer.</param>
internal sealed record AdminKeyUse(Caller Caller);

/// <summary>The keys of <c>/admin</c>, and how often an address may be wrong about them.</summary>
/// <param name="options">The keys.</param>
/// <param name="clock">Measures the minute.</param>
internal sealed class AdminKeys(IOptions<AdminOptions> options, TimeProvider clock)
{
    /// <summary>Wrong keys of one address in a minute; past it no key of the address is looked at until the minute is over.</summary>
    public const int MostFailures = 10;

    /// <summary>The minute.</summary>
    public static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    // A fixed number of places, each for the address that came to it last: whoever has a million addresses is not stopped by this.
    private const int Places = 4_096;

    private readonly (byte[] Hash, AdminKeyUse Use)[] _keys = [.. Keys(options.Value)];
    private readonly Failures?[] _failures = new Failures?[Places];
    private readonly Lock _counting = new();

    /// <summary>Whether there is any.</summary>
    public bool Any => _keys.Length > 0;

    /// <summary>Looks at a key that was shown.</summary>
    /// <param name="address">Where it came from.</param>
    /// <param name="shown">The key.</param>
    /// <param name="use">Who has it, when it is right.</param>
    public AdminKeyCheck Check(IPAddress? address, string shown, out AdminKeyUse? use)
    {
        use = null;
        var place = PlaceOf(address);
        lock (_counting)
        {
            if (_failures[place] is { Count: >= MostFailures } failures && clock.GetElapsedTime(failures.Since) < Window)
                return AdminKeyCheck.Blocked;
        }
        // Hashes have one length, and every one is compared: how long it takes tells nothing about the keys.
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(shown));
        foreach (var key in _keys)
        {
            if (CryptographicOperations.FixedTimeEquals(hash, key.Hash))
                use = key.Use;
        }
        if (use is not null)
            return AdminKeyCheck.Right;
        lock (_counting)
        {
            var counted = _failures[place] is { } earlier && clock.GetElapsedTime(earlier.Since) < Window ? earlier : null;
            _failures[place] = counted is null ? new(clock.GetTimestamp(), 1) : counted with { Count = counted.Count + 1 };
        }
        return AdminKeyCheck.Wrong;
    }

    private static IEnumerable<(byte[], AdminKeyUse)> Keys(AdminOptions options)
    {
        if (options.ApiKey is { } single)
            yield return Key(single, $"{AdminOptions.Section}:{nameof(AdminOptions.ApiKey)}");
        for (var i = 0; i < options.ApiKeys.Length; i++)
            yield return Key(options.ApiKeys[i], $"{AdminOptions.Section}:{nameof(AdminOptions.ApiKeys)}:{i}");

        static (byte[], AdminKeyUse) Key(string key, string id) => (SHA256.HashData(Encoding.UTF8.GetBytes(key)), new(Caller.OfKey(id)));
    }

    private static uint PlaceOf(IPAddress? address) =>
        BitConverter.ToUInt32(SHA256.HashData(ClientAddress.NetworkOf(address))) % Places;

    private sealed record Failures(long Since, int Count);
}
