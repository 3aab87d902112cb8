using System.Text.Json;
using System.Text.Json.Serialization;
using Commerce.Journaling;

namespace Commerce.Balances;

/// <summary>The stored form of a balance's events. They are the ledger, and stay in the journal: nobody else is told.</summary>
internal sealed class BalanceEventCodec : IEventCodec<IBalanceEvent>
{
    public const string Opened = "balance.opened";
    public const string Renamed = "balance.renamed";
    public const string Charged = "balance.charged";
    public const string Debited = "balance.debited";
    public const string Refunded = "balance.refunded";

    public static readonly BalanceEventCodec Instance = new();

    public StoredEvent Encode(IBalanceEvent e) => e switch
    {
        BalanceDebited debited =>
            new(Debited, 1, JsonSerializer.SerializeToUtf8Bytes(debited, BalanceJson.Default.BalanceDebited), Publish: false),
        BalanceCharged charged =>
            new(Charged, 1, JsonSerializer.SerializeToUtf8Bytes(charged, BalanceJson.Default.BalanceCharged), Publish: false),
        BalanceRefunded refunded =>
            new(Refunded, 1, JsonSerializer.SerializeToUtf8Bytes(refunded, BalanceJson.Default.BalanceRefunded), Publish: false),
        AccountOpened opened =>
            new(Opened, 1, JsonSerializer.SerializeToUtf8Bytes(opened, BalanceJson.Default.AccountOpened), Publish: false),
        AccountRenamed renamed =>
            new(Renamed, 1, JsonSerializer.SerializeToUtf8Bytes(renamed, BalanceJson.Default.AccountRenamed), Publish: false),
        _ => throw new NotSupportedException($"A balance has no event {e.GetType().Name}."),
    };

    public IBalanceEvent Decode(string type, int version, ReadOnlySpan<byte> payload) => (type, version) switch
    {
        (Debited, 1) => JsonSerializer.Deserialize(payload, BalanceJson.Default.BalanceDebited)!,
        (Charged, 1) => JsonSerializer.Deserialize(payload, BalanceJson.Default.BalanceCharged)!,
        (Refunded, 1) => JsonSerializer.Deserialize(payload, BalanceJson.Default.BalanceRefunded)!,
        (Opened, 1) => JsonSerializer.Deserialize(payload, BalanceJson.Default.AccountOpened)!,
        (Renamed, 1) => JsonSerializer.Deserialize(payload, BalanceJson.Default.AccountRenamed)!,
        _ => throw new NotSupportedException($"{type} version {version} was stored by a newer release."),
    };
}

/// <summary>Stored names are camelCase and fixed by the recorded payloads under test.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(AccountOpened))]
[JsonSerializable(typeof(AccountRenamed))]
[JsonSerializable(typeof(BalanceCharged))]
[JsonSerializable(typeof(BalanceDebited))]
[JsonSerializable(typeof(BalanceRefunded))]
[JsonSerializable(typeof(SavedBalance))]
[JsonSerializable(typeof(OpenAccountOutcome))]
[JsonSerializable(typeof(ChangeBalanceOutcome))]
internal sealed partial class BalanceJson : JsonSerializerContext;
