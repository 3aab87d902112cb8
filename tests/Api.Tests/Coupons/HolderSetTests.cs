using Commerce.Testing;
using Xunit.Abstractions;

namespace Commerce.Coupons;

public sealed class HolderSetTests(ITestOutputHelper output)
{
    [Fact]
    public void NumberOf_AnySets_IsWhatADictionarySays()
    {
        var random = new Random(Seeds.Next(output));
        for (var round = 0; round < 300; round++)
        {
            var (holders, strangers) = Customers(random, random.Next(0, 2_000));
            var cut = random.Next(0, holders.Length + 1);
            var pages = holders[cut..].Chunk(random.Next(1, 300)).ToArray();

            AssertExact(new HolderSet(holders), holders, strangers);
            AssertExact(new HolderSet(holders[..cut]).With(pages), holders, strangers);
        }
    }

    [Fact]
    public void Digest_OfAnySet_IsThatOfItsOrder()
    {
        var random = new Random(Seeds.Next(output));
        var (holders, _) = Customers(random, 1_000);
        var digest = new HolderSet(holders).Digest;

        Assert.Equal(holders.Aggregate(0UL, CouponLease.DigestWith), digest);
        Assert.Equal(digest, HolderSet.None.With([holders[..10], holders[10..]]).Digest);
        (holders[3], holders[900]) = (holders[900], holders[3]);
        Assert.NotEqual(digest, new HolderSet(holders).Digest);
        Assert.NotEqual(digest, new HolderSet(holders[..^1]).Digest);
    }

    [Fact]
    public void AMillionHolders_TakeFourteenBytesEach()
    {
        var holders = Enumerable.Range(0, 1_000_000).Select(i => (long)i * 37).ToArray();
        var set = HolderSet.None;
        // The least of several: what else a thread is said to have allocated, such as the rest of a block that a collection cut off, adds.
        var bytes = Enumerable.Range(0, 3).Min(_ => AllocatedBy(() => set = new HolderSet(holders))) + holders.Length * sizeof(long);

        output.WriteLine($"{bytes:N0} bytes for {holders.Length:N0} holders.");
        Assert.InRange(bytes, 0, holders.Length * 14 + 1_000);
        Assert.Equal(1_000_000, set.NumberOf(holders[^1]));
        Assert.Equal(0, set.NumberOf(holders[^1] + 1));
    }

    private static long AllocatedBy(Action make)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        make();
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    private static void AssertExact(HolderSet set, long[] holders, long[] strangers)
    {
        var expected = holders.Select((customer, i) => (customer, i)).ToDictionary(pair => pair.customer, pair => pair.i + 1);
        Assert.Equal(holders.Length, set.Count);
        Assert.All(holders.Concat(strangers), customer => Assert.Equal(expected.GetValueOrDefault(customer), set.NumberOf(customer)));
    }

    /// <summary>Customers as they come: one after the other, with gaps, or all over the range.</summary>
    private static (long[] Holders, long[] Strangers) Customers(Random random, int count)
    {
        var first = random.NextInt64(0, IdBounds.Max / 2);
        var all = Enumerable.Range(0, count * 2)
            .Select(i => random.Next(3) switch
            {
                0 => first + i,
                1 => first + i * 4_096L,
                _ => random.NextInt64(IdBounds.MinCustomer, IdBounds.Max),
            })
            .Distinct().ToArray();
        random.Shuffle(all);
        return (all[..(all.Length / 2)], all[(all.Length / 2)..]);
    }
}
