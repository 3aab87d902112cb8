using System.Text.Json;
using System.Text.Json.Serialization;
using Commerce.Journaling;

namespace Commerce.Stored;

/// <summary>A command repeated after an upgrade is answered from what the release before remembered.</summary>
public sealed class StoredCommandTests
{
    private const string Receipts = "receipts";
    private const string Memories = "command-memory";
    private const string TwoCommandsFile = "two-commands.hex"; // as 0.1.0 saved them
    internal const string LookedUpFile = "looked-up.hex";

    public static TheoryData<string, string> RecordedReceipts => Data(Receipts);

    public static TheoryData<string, string> RecordedMemories => Data(Memories);

    /// <summary>Commands that were saved with a snapshot.</summary>
    internal static byte[] TwoCommands { get; } =
        Convert.FromHexString(StoredFiles.Newest(Memories, TwoCommandsFile)!.ReplaceLineEndings(""));

    public static TheoryData<string> Samples => new(StoredSamples.Answers.Keys);

    [Theory]
    [MemberData(nameof(RecordedReceipts))]
    public void Receipt_Recorded_AnswersTheSameCommand(string release, string file)
    {
        var answer = StoredSamples.Answers[Path.GetFileNameWithoutExtension(file)];

        var receipt = CommandReceipt.FromBytes(StoredFiles.ReadHex(release, Receipts, file));

        Assert.Equal(CommandReceipt.HashOf(answer.Command), receipt.ContentHash);
        var outcome = JsonSerializer.Deserialize(receipt.Outcome, answer.Json);
        Assert.Equal(JsonSerializer.Serialize(answer.Outcome, answer.Json), JsonSerializer.Serialize(outcome, answer.Json));
    }

    [Theory]
    [MemberData(nameof(Samples))]
    public void Receipt_OfASample_IsWhatWasRecordedLast(string name) =>
        StoredFiles.AssertRecorded(Receipts, $"{name}.hex", StoredFiles.Hex(StoredSamples.Answers[name].Receipt.ToBytes()));

    [Fact]
    public void EveryOutcome_ThatIsRemembered_IsRecorded()
    {
        var remembered = typeof(CommandMemory).Assembly.GetTypes()
            .Where(type => type.IsSubclassOf(typeof(JsonSerializerContext)))
            .SelectMany(type => type.GetCustomAttributesData())
            .Where(attribute => attribute.AttributeType == typeof(JsonSerializableAttribute))
            .Select(attribute => (Type)attribute.ConstructorArguments[0].Value!)
            .Where(type => type.Name.EndsWith("Outcome", StringComparison.Ordinal));
        var sampled = StoredSamples.Answers.Values.Select(answer => answer.Outcome.GetType());
        var unsampled = string.Join(", ", remembered.Except(sampled).Select(type => type.Name));
        Assert.True(unsampled.Length == 0, $"Without an answer in Stored/Samples: {unsampled}. {StoredFiles.HowToRecord}");
    }

    [Theory]
    [MemberData(nameof(RecordedMemories))]
    public void Memory_Recorded_RemembersItsCommandsOrThatTheyAreToBeLookedUp(string release, string file)
    {
        var cache = new CommandCache(capacity: 50_000, keep: TimeSpan.FromMinutes(10));
        var memory = new CommandMemory(cache);

        memory.Load(StoredFiles.ReadHex(release, Memories, file), StoredSamples.Start);

        if (file == LookedUpFile)
        {
            Assert.Equal(0, cache.Count);
            Assert.True(memory.MayHaveForgotten(StoredSamples.Start.AddSeconds(1)));
            Assert.False(memory.MayHaveForgotten(StoredSamples.Start.AddSeconds(2)));
            return;
        }
        Assert.Equal(2, cache.Count);
        foreach (var (id, receipt, _) in Remembered())
        {
            Assert.True(memory.TryGet(id, DateTimeOffset.MinValue, StoredSamples.Start.AddMinutes(9), out var found));
            Assert.Equal((receipt.ContentHash, Convert.ToHexString(receipt.Outcome)),
                (found.ContentHash, Convert.ToHexString(found.Outcome)));
        }
        Assert.False(memory.TryGet(StoredSamples.CommandId, DateTimeOffset.MinValue, StoredSamples.Start.AddMinutes(11), out _));
    }

    [Fact]
    public void Memory_Saved_IsWhatWasRecordedLast() =>
        StoredFiles.AssertRecorded(Memories, LookedUpFile, StoredFiles.Hex(Memory()));

    /// <summary>The two commands of the recorded memory, a second apart.</summary>
    private static IEnumerable<(Guid Id, CommandReceipt Receipt, DateTimeOffset At)> Remembered() =>
    [
        (StoredSamples.CommandId, StoredSamples.Answers["issue-coupon.issued"].Receipt, StoredSamples.Start),
        (StoredSamples.OrderId, StoredSamples.Answers["redeem-coupon.redeemed"].Receipt, StoredSamples.Start.AddSeconds(1)),
    ];

    internal static byte[] Memory()
    {
        var memory = new CommandMemory(new(capacity: 50_000, keep: TimeSpan.FromMinutes(10)));
        foreach (var (id, receipt, at) in Remembered())
            memory.Remember(id, receipt, at, at);
        return memory.Save();
    }

    private static TheoryData<string, string> Data(string kind)
    {
        var data = new TheoryData<string, string>();
        foreach (var (release, name) in StoredFiles.Of(kind))
            data.Add(release, name);
        return data;
    }
}
