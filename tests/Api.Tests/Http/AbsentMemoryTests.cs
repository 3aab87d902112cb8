using Commerce.Coupons;
using Commerce.Fixtures;
using Commerce.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Commerce.Http;

/// <summary>What is asked for and does not exist takes no memory.</summary>
[Collection(nameof(AbsentMemoryTests))]
public sealed class AbsentMemoryTests
{
    [Fact]
    public async Task UnknownIds_ManyThousands_TakeNoMemory()
    {
        await using var host = await ApiUnderTest.StartAsync();
        var grains = host.Services.GetRequiredService<IGrainFactory>();
        var filled = await HeapAfterAsync(first: 1_000_000_000); // places that are bounded are taken by these

        Assert.InRange(await HeapAfterAsync(first: 2_000_000_000) - filled, long.MinValue, 10 << 20);

        async Task<long> HeapAfterAsync(long first)
        {
            await Parallel.ForEachAsync(Enumerable.Range(0, 60_000), new ParallelOptions { MaxDegreeOfParallelism = 64 },
                async (i, _) => Assert.Null(await grains.GetGrain<ICouponGrain>(first + i).Get()));
            var management = grains.GetGrain<IManagementGrain>(0);
            await Eventually.HoldsAsync("their activations to end",
                async () => (await management.GetSimpleGrainStatistics()).Sum(kind => kind.ActivationCount) < 200);
            return GC.GetTotalMemory(forceFullCollection: true);
        }
    }
}

/// <summary>Memory is measured for the whole process: nothing runs beside it.</summary>
[CollectionDefinition(nameof(AbsentMemoryTests), DisableParallelization = true)]
public sealed class AbsentMemoryCollection;
