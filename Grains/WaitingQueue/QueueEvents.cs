using System.Text.Json.Serialization;

namespace Commerce.WaitingQueue;

/// <summary>What happened to a queue. Events are facts: stored once, readable for ever, append-only in shape.</summary>
internal interface IQueueEvent;

/// <summary>The queue got the key that its tokens are signed with. The one event that nobody else is told of.</summary>
/// <param name="Key">The key; secret.</param>
internal sealed record QueueKeyMade(byte[] Key) : IQueueEvent;

/// <summary>The queue was set up, or admits otherwise from now on, or was shut or opened again.</summary>
/// <param name="MaxActive">Customers inside at once.</param>
/// <param name="AdmissionsPerSecond">Admissions in any second.</param>
/// <param name="ActiveSeconds">How long a customer is inside at the most.</param>
/// <param name="WaitingTimeoutSeconds">How long a place is kept for somebody who does not ask.</param>
/// <param name="OpensAt">First moment somebody is admitted, or <see langword="null"/>.</param>
/// <param name="IsShut"><see langword="true"/>: nobody joins it any more. Missing while it takes people in, and from earlier
/// releases.</param>
internal sealed record QueueDefined(
    int MaxActive,
    int AdmissionsPerSecond,
    int ActiveSeconds,
    int WaitingTimeoutSeconds,
    DateTimeOffset? OpensAt,
    bool? IsShut = null) : IQueueEvent
{
    /// <summary>The same, as the contract has it.</summary>
    [JsonIgnore]
    public QueueSettings Settings => new(MaxActive, AdmissionsPerSecond, ActiveSeconds, WaitingTimeoutSeconds, OpensAt);

    public static QueueDefined Of(QueueSettings settings) => new(settings.MaxActive, settings.AdmissionsPerSecond,
        settings.ActiveSeconds, settings.WaitingTimeoutSeconds, settings.OpensAt);
}

/// <summary>Customers who asked in the same moment got tokens: one event, for one decision.</summary>
/// <param name="FirstNumber">The number of the first customer's token; each further customer's is one more.</param>
/// <param name="CustomerIds">The customers, in the order of arrival; each once.</param>
/// <param name="JoinedAt">When.</param>
internal sealed record QueueJoined(
    long FirstNumber,
    IReadOnlyList<long> CustomerIds,
    DateTimeOffset JoinedAt) : IQueueEvent;

/// <summary>The queue opened, and the lottery among those who had come before was held.</summary>
/// <param name="Seed">What it was drawn with; see <see cref="QueueLottery"/>.</param>
/// <param name="Count">Tokens 1 to this took part; 0 when nobody had come.</param>
/// <param name="DrawnAt">When.</param>
internal sealed record QueueDrawn(
    string Seed,
    int Count,
    DateTimeOffset DrawnAt) : IQueueEvent;

/// <summary>Customers were let in.</summary>
/// <param name="Numbers">Their tokens, in the order of their turn.</param>
/// <param name="CustomerIds">The customers, in the same order.</param>
/// <param name="AdmittedAt">When.</param>
/// <param name="Until">First moment they are no longer inside.</param>
internal sealed record QueueAdmitted(
    IReadOnlyList<long> Numbers,
    IReadOnlyList<long> CustomerIds,
    DateTimeOffset AdmittedAt,
    DateTimeOffset Until) : IQueueEvent;

/// <summary>Tokens gave up their places: nobody had asked about them for the waiting timeout.</summary>
/// <param name="Numbers">The tokens; each waited until then.</param>
/// <param name="LapsedAt">When.</param>
internal sealed record QueueLapsed(
    IReadOnlyList<long> Numbers,
    DateTimeOffset LapsedAt) : IQueueEvent;

/// <summary>A token was closed: its holder has what they came for, or left.</summary>
/// <param name="Number">The token; it waited or was active until then.</param>
/// <param name="CustomerId">The holder.</param>
/// <param name="ClosedAt">When.</param>
internal sealed record QueueClosed(
    long Number,
    long CustomerId,
    DateTimeOffset ClosedAt) : IQueueEvent;
