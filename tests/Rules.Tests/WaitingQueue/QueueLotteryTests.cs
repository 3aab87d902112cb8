using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Commerce.WaitingQueue;

public sealed class QueueLotteryTests
{
    private const string Seed = "000102030405060708090a0b0c0d0e0f";

    [Fact]
    public void NumbersByRank_OfASeed_IsWhatAnybodyCanRepeat()
    {
        var expected = Enumerable.Range(1, 500).OrderBy(number => Convert.ToHexString(
            SHA256.HashData(Convert.FromHexString(Seed + number.ToString("x16", null))).AsSpan(0, 8)), StringComparer.Ordinal);

        Assert.Equal(expected, QueueLottery.NumbersByRank(new(Seed, 500)));
    }

    [Fact]
    public void RanksByNumber_IsTheInverse()
    {
        var numbers = QueueLottery.NumbersByRank(new(Seed, 1_000));
        var ranks = QueueLottery.RanksByNumber(numbers);

        Assert.Equal(Enumerable.Range(1, 1_000), numbers.Order());
        Assert.All(Enumerable.Range(1, 1_000), rank => Assert.Equal(rank, ranks[numbers[rank - 1] - 1]));
    }

    /// <summary>
    /// Over many lotteries each of twenty customers is on each of twenty places equally often: chi squared, 19 degrees of freedom.
    /// </summary>
    [Fact]
    public void NumbersByRank_OfManySeeds_FavoursNobody()
    {
        const int Customers = 20;
        const int Lotteries = 20_000;
        var times = new int[Customers, Customers];
        var seed = new byte[QueueLottery.SeedBytes];
        for (var lottery = 0; lottery < Lotteries; lottery++)
        {
            BinaryPrimitives.WriteInt32BigEndian(seed, lottery); // the same lotteries every time
            var numbers = QueueLottery.NumbersByRank(new(Convert.ToHexStringLower(seed), Customers));
            for (var rank = 0; rank < Customers; rank++)
                times[numbers[rank] - 1, rank]++;
        }
        const double Expected = (double)Lotteries / Customers;
        for (var customer = 0; customer < Customers; customer++)
        {
            var chiSquared = Enumerable.Range(0, Customers).Sum(rank => Math.Pow(times[customer, rank] - Expected, 2) / Expected);
            Assert.InRange(chiSquared, 0, 70); // one in ten million fair lotteries has more
        }
    }
}
