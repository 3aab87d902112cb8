using System.Reflection;
using System.Text;
using System.Text.RegularExpressions;
using Commerce.Coupons;
using Commerce.Journaling;

namespace Commerce.Stored;

/// <summary>Events are stored for ever: every release reads what every release wrote, and writes nothing that is not recorded.</summary>
public sealed partial class StoredEventTests
{
    private const string Kind = "events";

    public static TheoryData<string, string> Recorded
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (var (release, name) in StoredFiles.Of(Kind))
                data.Add(release, name);
            return data;
        }
    }

    public static TheoryData<string> Samples => new(StoredSamples.Events.Keys);

    private static IReadOnlyList<(Type Event, object Codec)> Codecs { get; } = [..
        from type in typeof(CouponEventCodec).Assembly.GetTypes()
        from implemented in type.GetInterfaces()
        where implemented.IsGenericType && implemented.GetGenericTypeDefinition() == typeof(IEventCodec<>)
        select (implemented.GetGenericArguments()[0], type.GetField("Instance")!.GetValue(null)!)];

    [Theory]
    [MemberData(nameof(Recorded))]
    public void Decode_RecordedPayload_GivesTheEvent(string release, string file)
    {
        var name = Path.GetFileNameWithoutExtension(file);
        var stored = NameForm().Match(name);
        var expected = StoredSamples.Events[name];

        var decoded = Call(nameof(Decode), expected.GetType(), stored.Groups["type"].Value,
            int.Parse(stored.Groups["version"].Value, null), Encoding.UTF8.GetBytes(StoredFiles.ReadText(release, Kind, file)));

        // Compared as this release writes them: lists inside an event have no equality of their own.
        Assert.Equal(expected.GetType(), decoded!.GetType());
        Assert.Equal(Encode(expected), Encode(decoded));
    }

    [Theory]
    [MemberData(nameof(Samples))]
    public void Encode_Sample_IsWhatWasRecordedLast(string name)
    {
        var (type, version, payload) = Encode(StoredSamples.Events[name]);
        if (!name.StartsWith($"{type}.v{version}", StringComparison.Ordinal))
            return; // an older version: read, no longer written
        StoredFiles.AssertRecorded(Kind, $"{name}.json", payload);
    }

    [Fact]
    public void EveryEventType_OfEveryCodec_IsRecorded()
    {
        var recorded = StoredFiles.Of(Kind).Select(file => NameForm().Match(file.Name).Groups["type"].Value).ToHashSet();
        Assert.NotEmpty(Codecs);
        foreach (var (eventType, codec) in Codecs)
        {
            var names = codec.GetType().GetFields(BindingFlags.Static | BindingFlags.Public)
                .Where(field => field.IsLiteral).Select(field => (string)field.GetRawConstantValue()!);
            var sampled = StoredSamples.Events.Values.Select(sample => sample.GetType());
            var unsampled = string.Join(", ", TypesOf(eventType).Except(sampled).Select(type => type.Name));
            Assert.True(unsampled.Length == 0, $"Without a sample in Stored/Samples: {unsampled}. {StoredFiles.HowToRecord}");
            var unrecorded = string.Join(", ", names.Except(recorded));
            Assert.True(unrecorded.Length == 0, $"Not recorded: {unrecorded}. {StoredFiles.HowToRecord}");
        }
    }

    [Fact]
    public void Decode_OfANewerRelease_IsNotSupported()
    {
        foreach (var (eventType, _) in Codecs)
        {
            var e = StoredSamples.Events.Values.First(sample => sample.GetType().IsAssignableTo(eventType));
            var failure = Assert.Throws<TargetInvocationException>(() =>
                Call(nameof(Decode), e.GetType(), Encode(e).Type, 99, "{}"u8.ToArray()));
            Assert.IsType<NotSupportedException>(failure.InnerException);
        }
    }

    /// <summary>The stored name, version and payload of an event, by whichever codec takes it.</summary>
    internal static (string Type, int Version, string Payload) Encode(object e)
    {
        var stored = (StoredEvent)Call(nameof(EncodeBy), e.GetType(), e)!;
        return (stored.Type, stored.Version, Encoding.UTF8.GetString(stored.Payload));
    }

    /// <summary>The stored names of the events that others are told of.</summary>
    internal static IEnumerable<string> Published => StoredSamples.Events.Values
        .Select(e => (StoredEvent)Call(nameof(EncodeBy), e.GetType(), e)!)
        .Where(stored => stored.Publish).Select(stored => stored.Type).Distinct();

    private static IEnumerable<Type> TypesOf(Type eventType) => eventType.IsInterface || eventType.IsAbstract
        ? eventType.Assembly.GetTypes().Where(type => type is { IsAbstract: false, IsClass: true } && type.IsAssignableTo(eventType))
        : [eventType];

    private static object? Call(string method, Type eventType, params object[] arguments)
    {
        var (family, codec) = Codecs.Single(c => eventType.IsAssignableTo(c.Event));
        return typeof(StoredEventTests).GetMethod(method, BindingFlags.Static | BindingFlags.NonPublic)!
            .MakeGenericMethod(family).Invoke(null, [codec, .. arguments]);
    }

    private static StoredEvent EncodeBy<T>(IEventCodec<T> codec, T e) => codec.Encode(e);

    private static T Decode<T>(IEventCodec<T> codec, string type, int version, byte[] payload) => codec.Decode(type, version, payload);

    [GeneratedRegex(@"^(?<type>.+?)\.v(?<version>\d+)")]
    private static partial Regex NameForm();
}
