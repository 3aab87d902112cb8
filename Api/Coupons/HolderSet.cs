using System.Security.Cryptography;

namespace Commerce.Coupons;

/// <summary>
/// Who holds a piece of a campaign, with the piece's number; exact. 14 bytes a holder: 8 for the customer in the order of issue, and
/// 4 for each of one and a half places that customers are found by. It does not change.
/// </summary>
internal sealed class HolderSet
{
    private static readonly ulong s_seed = BitConverter.ToUInt64(RandomNumberGenerator.GetBytes(sizeof(ulong)));

    /// <summary>Nobody.</summary>
    public static readonly HolderSet None = new([]);

    private readonly long[] _holders; // by number, from 1
    private readonly int[] _places; // numbers, each at its customer's place or, where that is taken, at the next one that is free

    /// <param name="holders">The holders in the order of issue, each once. They are kept, and must not change.</param>
    public HolderSet(long[] holders)
    {
        _holders = holders;
        _places = new int[holders.Length + holders.Length / 2 + 1];
        for (var i = 0; i < holders.Length; i++)
        {
            var place = PlaceOf(holders[i]);
            while (_places[place] != 0)
                place = Next(place);
            _places[place] = i + 1;
            Digest = CouponLease.DigestWith(Digest, holders[i]);
        }
    }

    /// <summary>How many they are.</summary>
    public int Count => _holders.Length;

    /// <summary>Their digest; see <see cref="CouponLease.DigestWith"/>.</summary>
    public ulong Digest { get; }

    /// <summary>The number of the customer's piece, from 1; 0 when the customer has none.</summary>
    public int NumberOf(long customerId)
    {
        for (var place = PlaceOf(customerId); _places[place] is not 0 and var number; place = Next(place))
        {
            if (_holders[number - 1] == customerId)
                return number;
        }
        return 0;
    }

    /// <summary>These holders and further ones.</summary>
    /// <param name="further">The next ones in the order of issue.</param>
    public HolderSet With(IReadOnlyCollection<long[]> further)
    {
        var all = new long[Count + further.Sum(page => page.Length)];
        _holders.CopyTo(all, 0);
        var count = Count;
        foreach (var page in further)
        {
            page.CopyTo(all, count);
            count += page.Length;
        }
        return new(all);
    }

    // Customers' ids are whatever clients say: nobody can choose them so that they meet at one place without knowing the seed.
    private int PlaceOf(long customerId)
    {
        var mixed = (ulong)customerId ^ s_seed;
        mixed = (mixed ^ mixed >> 33) * 0xFF51_AFD7_ED55_8CCD;
        mixed = (mixed ^ mixed >> 33) * 0xC4CE_B9FE_1A85_EC53;
        return (int)((mixed >> 32) * (ulong)_places.Length >> 32);
    }

    private int Next(int place) => place + 1 == _places.Length ? 0 : place + 1;
}
