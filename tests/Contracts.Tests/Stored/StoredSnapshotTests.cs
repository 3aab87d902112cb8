using Commerce.Concerts;
using Commerce.Journaling;
using Commerce.Orders;
using Orleans.Storage;

namespace Commerce.Stored;

/// <summary>Snapshots of an earlier release load: a million holders are not folded anew because of an upgrade.</summary>
public sealed class StoredSnapshotTests
{
    private const long Seq = 16_390;

    private static readonly Guid s_lastEvent = new("0195a0c4-7d2e-7000-8000-00000000000e");
    private static readonly GrainId s_grain = GrainId.Create("snapshot", "feature/4001");

    public static TheoryData<string> States => new(StoredSamples.States.Keys);

    public static TheoryData<string, string> Recorded
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (var release in StoredFiles.Releases)
            {
                foreach (var name in StoredSamples.States.Keys.Where(name =>
                    StoredFiles.Of(KindOf(name)).Any(file => file.Release == release)))
                    data.Add(release, name);
            }
            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Recorded))]
    public async Task Snapshot_Recorded_LoadsAsTheStateItWasMadeOf(string release, string name)
    {
        var storage = new Files();
        foreach (var file in StoredFiles.Of(KindOf(name)).Where(file => file.Release == release))
            storage.Parts[Path.GetFileNameWithoutExtension(file.Name)] = StoredFiles.ReadHex(release, KindOf(name), file.Name);
        var expected = StoredSamples.States[name];

        var snapshot = (await new SnapshotStore(storage, s_grain).LoadAsync())!;

        Assert.Equal((Seq, release == "0.1.0" ? Guid.Empty : s_lastEvent), (snapshot.Seq, snapshot.LastEvent));
        Assert.Equal(expected.Parts.Select(Convert.ToHexString), expected.Reload(snapshot.Parts).Select(Convert.ToHexString));
        var memory = new CommandMemory(new(50_000, TimeSpan.FromMinutes(10)));
        memory.Load(snapshot.Memory, StoredSamples.Start);
        Assert.True(memory.TryGet(StoredSamples.CommandId, DateTimeOffset.MinValue, StoredSamples.Start, out _));
    }

    [Theory]
    [MemberData(nameof(States))]
    public async Task Snapshot_Saved_IsWhatWasRecordedLast(string name)
    {
        foreach (var (part, bytes) in await SaveAsync(StoredSamples.States[name]))
            StoredFiles.AssertRecorded(KindOf(name), $"{part}.hex", StoredFiles.Hex(bytes));
    }

    [Fact]
    public void EveryState_ThatHasSnapshots_IsRecorded()
    {
        var states = typeof(SnapshotStore).Assembly.GetTypes().Where(type => !type.IsAbstract
            && type.GetInterfaces().Any(i => i.IsGenericType && i.GetGenericTypeDefinition() == typeof(IEventSourcedState<>)));
        Type[] withoutSnapshots = [typeof(OrderState), typeof(ReservationState)];
        Assert.Empty(states.Except(withoutSnapshots).Except(StoredSamples.States.Values.Select(state => state.Type)));
        Assert.DoesNotContain(StoredSamples.States.Keys, name => !StoredFiles.Of(KindOf(name)).Any());
    }

    internal static string KindOf(string state) => $"snapshots/{state}";

    /// <summary>Saved twice, so that the parts lie in both of their places.</summary>
    internal static async Task<IEnumerable<(string Name, byte[] Bytes)>> SaveAsync(StoredState state)
    {
        var storage = new Files();
        var store = new SnapshotStore(storage, s_grain);
        var parts = state.Parts.Select((bytes, i) => (i + 1, bytes)).ToList();
        await store.SaveAsync(Seq - 1, parts.Count, [(0, StoredCommandTests.TwoCommands), .. parts]);
        await store.SaveAsync(Seq, parts.Count, [parts[^1]], s_lastEvent);
        return storage.Parts.Select(part => (part.Key, part.Value));
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
