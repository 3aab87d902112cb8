namespace Commerce.Storage.MySql;

/// <summary>How many connections one silo opens at the most, and what for.</summary>
/// <param name="Lanes">One for each lane of the journal; open all the time.</param>
/// <param name="Writes">For read tables, leases and the outbox.</param>
/// <param name="Reads">For reading: activations, lists, snapshots.</param>
/// <param name="IsTight">Whether it is more than the silo's part of what the server allows, for a silo needs so many.</param>
internal readonly record struct ConnectionShares(int Lanes, int Writes, int Reads, bool IsTight)
{
    // Connections left to others: operators, backups, `Silo migrate`, a silo that starts beside those that run.
    private const int LeastReserve = 3;
    private const int ReservePart = 10;

    private const int LeastWrites = 1;
    private const int LeastReads = 2;
    private const int MostWrites = 16;

    /// <summary>All together.</summary>
    public int Total => Lanes + Writes + Reads;

    /// <summary>Shares what a server allows.</summary>
    /// <param name="allowed">Connections that the server allows in all.</param>
    /// <param name="silos">How many silos share it; at least 1.</param>
    /// <param name="lanes">Lanes of each silo's journal.</param>
    /// <param name="most">Connections of one silo at the most.</param>
    public static ConnectionShares Of(int allowed, int silos, int lanes, int most)
    {
        var part = (allowed - Math.Max(LeastReserve, allowed / ReservePart)) / Math.Max(1, silos);
        var left = Math.Min(part, most) - lanes;
        var writes = Math.Clamp(left / 4, LeastWrites, MostWrites);
        return new(lanes, writes, Math.Max(LeastReads, left - writes), lanes + LeastWrites + LeastReads > part);
    }
}
