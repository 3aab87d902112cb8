using System.Text.Json;
using Commerce.Journaling;

namespace Commerce.Coupons;

/// <summary>An order's use of a customer's piece.</summary>
/// <param name="OrderId">The order.</param>
/// <param name="DiscountAmount">The discount it got, in won.</param>
internal readonly record struct CouponUse(Guid OrderId, long DiscountAmount);

/// <summary>
/// A campaign: its terms, its holders by issue number and by customer, and which orders use a piece. A million holders
/// take about 60 MiB: 8 bytes by number, about 40 by customer.
/// </summary>
/// <remarks>
/// Saved in parts: part 0 has the terms and the redemptions, each further one a page of holders in the order of issue.
/// A full page never changes again, so a snapshot writes the last page only.
/// </remarks>
internal sealed class CouponState : IEventSourcedState<ICouponEvent>
{
    public const int HoldersPerPage = 16_384;

    private const byte Format = 1;

    private readonly List<long[]> _pages = [];
    private readonly Dictionary<long, int> _numberOf = [];
    private readonly Dictionary<long, CouponUse> _uses = [];
    private readonly List<bool> _dirty = [true];
    private int _issuedBeforeCode;

    /// <summary>The terms, or <see langword="null"/> while the campaign does not exist.</summary>
    public CouponDefined? Terms { get; private set; }

    /// <summary>Pieces issued so far.</summary>
    public int Issued { get; private set; }

    /// <summary>Pieces issued since the campaign has the code that it has; 0 when it has none.</summary>
    public int IssuedUnderCode => Terms?.Code is null ? 0 : Issued - _issuedBeforeCode;

    /// <summary>A digest of the holders in the order of issue; see <see cref="CouponLease.DigestWith"/>.</summary>
    public ulong HoldersDigest { get; private set; }

    public int PartCount => 1 + _pages.Count;

    /// <summary>The number of the customer's piece, 1 to <see cref="Issued"/>; 0 when the customer has none.</summary>
    public int NumberOf(long customerId) => _numberOf.GetValueOrDefault(customerId);

    /// <summary>What the customer's piece is used for, or <see langword="null"/>.</summary>
    public CouponUse? UseOf(long customerId) => _uses.TryGetValue(customerId, out var use) ? use : null;

    /// <summary>Holders in the order of issue, from one on.</summary>
    /// <param name="after">How many are passed over; not negative.</param>
    /// <param name="limit">How many at the most.</param>
    public long[] Holders(int after, int limit)
    {
        var holders = new long[Math.Clamp(Issued - after, 0, limit)];
        for (var taken = 0; taken < holders.Length;)
        {
            var (page, first) = Math.DivRem(after + taken, HoldersPerPage);
            var part = _pages[page].AsSpan(first, Math.Min(HoldersPerPage - first, holders.Length - taken));
            part.CopyTo(holders.AsSpan(taken));
            taken += part.Length;
        }
        return holders;
    }

    public void Apply(ICouponEvent e)
    {
        switch (e)
        {
            case CouponDefined defined:
                if (defined.Code != Terms?.Code)
                    _issuedBeforeCode = Issued;
                Terms = defined;
                _dirty[0] = true;
                break;
            case CouponIssued issued:
                Add(issued.CustomerId);
                break;
            case CouponPiecesIssued issued:
                foreach (var customerId in issued.CustomerIds)
                    Add(customerId);
                break;
            case CouponRedeemed redeemed:
                _uses[redeemed.CustomerId] = new(redeemed.OrderId, redeemed.DiscountAmount);
                _dirty[0] = true;
                break;
            case CouponRestored restored:
                _uses.Remove(restored.CustomerId);
                _dirty[0] = true;
                break;
            default:
                throw new NotSupportedException($"A campaign has no event {e.GetType().Name}.");
        }
    }

    public bool IsDirty(int part) => _dirty[part];

    public void MarkDirty(int part) => _dirty[part] = true;

    public byte[] SavePart(int part)
    {
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream);
        writer.Write(Format);
        if (part == 0)
        {
            writer.Write(Terms is null ? "" : JsonSerializer.Serialize(Terms, CouponJson.Default.CouponDefined));
            writer.Write(_uses.Count);
            foreach (var (customer, use) in _uses)
            {
                writer.Write(customer);
                writer.Write(use.OrderId.ToByteArray());
                writer.Write(use.DiscountAmount);
            }
            if (_issuedBeforeCode > 0)
                writer.Write(_issuedBeforeCode); // not in earlier releases' snapshots: then the code counts as used
        }
        else
        {
            var first = (part - 1) * HoldersPerPage;
            var count = Math.Min(HoldersPerPage, Issued - first);
            writer.Write(count);
            foreach (var customer in _pages[part - 1].AsSpan(0, count))
                writer.Write(customer);
        }
        _dirty[part] = false;
        return stream.ToArray();
    }

    public void LoadPart(int part, ReadOnlySpan<byte> saved)
    {
        using var reader = new BinaryReader(new MemoryStream(saved.ToArray()));
        if (reader.ReadByte() != Format)
            throw new InvalidDataException("Unknown form of a campaign's snapshot.");
        if (part == 0)
        {
            var terms = reader.ReadString();
            Terms = terms.Length == 0 ? null : JsonSerializer.Deserialize(terms, CouponJson.Default.CouponDefined);
            for (var left = reader.ReadInt32(); left > 0; left--)
                _uses[reader.ReadInt64()] = new(new Guid(reader.ReadBytes(16)), reader.ReadInt64());
            _issuedBeforeCode = reader.BaseStream.Position < reader.BaseStream.Length ? reader.ReadInt32() : 0;
        }
        else
        {
            for (var left = reader.ReadInt32(); left > 0; left--)
                Add(reader.ReadInt64());
        }
        _dirty[part] = false;
    }

    private void Add(long customerId)
    {
        if (Issued == _pages.Count * HoldersPerPage)
        {
            // The first page grows as it fills: most campaigns are small.
            _pages.Add(new long[_pages.Count == 0 ? 64 : HoldersPerPage]);
            _dirty.Add(true);
        }
        var page = _pages[^1];
        var at = Issued % HoldersPerPage;
        if (at == page.Length)
        {
            Array.Resize(ref page, Math.Min(page.Length * 4, HoldersPerPage));
            _pages[^1] = page;
        }
        page[at] = customerId;
        Issued++;
        _numberOf.Add(customerId, Issued);
        HoldersDigest = CouponLease.DigestWith(HoldersDigest, customerId);
        _dirty[^1] = true;
    }
}
