using Commerce.Coupons;
using Commerce.Journaling;
using Orleans.Storage;

namespace Commerce.Stored;

/// <summary>Snapshots of an earlier release load: a million holders are not folded anew because of an upgrade.</summary>
public sealed class StoredSnapshotTests
{
    private const long Seq = 16_390;

    private static readonly GrainId s_grain = GrainId.Create("campaign", "4001");

    public static TheoryData<string> Releases => new(StoredFiles.Releases);

    [Theory]
    [MemberData(nameof(Releases))]
    public async Task Campaign_Recorded_LoadsAsItWasSaved(string release)
    {
        var snapshot = await LoadAsync(release, "campaign");

        var state = new CouponState();
        for (var part = 0; part < snapshot.Parts.Count; part++)
            state.LoadPart(part, snapshot.Parts[part]);

        var expected = StoredSamples.Campaign();
        Assert.Equal(Seq, snapshot.Seq);
        Assert.Equal((expected.Terms, expected.Issued, expected.PartCount), (state.Terms, state.Issued, state.PartCount));
        for (var number = 1; number <= expected.Issued; number++)
            Assert.Equal(number, state.NumberOf(StoredSamples.CustomerOf(number)));
        Assert.Equal(new CouponUse(StoredSamples.Order, 1_500), state.UseOf(StoredSamples.CustomerOf(1)));
        Assert.Null(state.UseOf(StoredSamples.CustomerOf(2)));

        var memory = new CommandMemory(50_000, TimeSpan.FromMinutes(10));
        memory.Load(snapshot.Memory);
        Assert.True(memory.TryGet(StoredSamples.Command, StoredSamples.Start, out _));
    }

    [Theory]
    [MemberData(nameof(Releases))]
    public async Task Code_Recorded_LoadsAsItWasSaved(string release)
    {
        var snapshot = await LoadAsync(release, "code");

        var state = new CouponCodeState();
        state.LoadPart(0, Assert.Single(snapshot.Parts));

        Assert.Equal(4001, state.CouponId);
    }

    /// <summary>The campaign is saved twice, so that parts lie in both of their places.</summary>
    internal static async Task<IEnumerable<(string Name, byte[] Bytes)>> SaveCampaignAsync()
    {
        var storage = new Files();
        var store = new SnapshotStore(storage, s_grain);
        var state = StoredSamples.Campaign();
        var all = Enumerable.Range(0, state.PartCount).Select(part => (part + 1, state.SavePart(part)));
        await store.SaveAsync(Seq - 1, state.PartCount, [(0, StoredCommandTests.Memory()), .. all]);
        state.MarkDirty(2);
        await store.SaveAsync(Seq, state.PartCount, [(3, state.SavePart(2))]);
        return storage.Parts.Select(part => (part.Key, part.Value));
    }

    internal static async Task<IEnumerable<(string Name, byte[] Bytes)>> SaveCodeAsync()
    {
        var storage = new Files();
        var state = new CouponCodeState();
        state.Apply(new CouponCodeAssigned(4001));
        await new SnapshotStore(storage, s_grain).SaveAsync(1, 1, [(0, StoredCommandTests.Memory()), (1, state.SavePart(0))]);
        return storage.Parts.Select(part => (part.Key, part.Value));
    }

    private static async Task<Snapshot> LoadAsync(string release, string kind)
    {
        var folder = $"snapshots/{kind}";
        var parts = StoredFiles.Of(folder).Where(file => file.Release == release).Select(file => file.Name);
        var storage = new Files();
        foreach (var name in parts)
            storage.Parts[Path.GetFileNameWithoutExtension(name)] = StoredFiles.ReadHex(release, folder, name);
        return (await new SnapshotStore(storage, s_grain).LoadAsync())!;
    }

    /// <summary>Grain storage over a dictionary of parts.</summary>
    private sealed class Files : IGrainStorage
    {
        public Dictionary<string, byte[]> Parts { get; } = [];

        public Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
        {
            grainState.RecordExists = Parts.TryGetValue(stateName, out var bytes);
            if (bytes is not null)
                grainState.State = (T)(object)new SnapshotPart { Bytes = bytes };
            return Task.CompletedTask;
        }

        public Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
        {
            Parts[stateName] = ((SnapshotPart)(object)grainState.State!).Bytes;
            return Task.CompletedTask;
        }

        public Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) => throw new NotSupportedException();
    }
}
