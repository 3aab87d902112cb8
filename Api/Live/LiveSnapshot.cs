using System.Text.Json.Serialization;
using Commerce.Http;

namespace Commerce.Live;

/// <summary>
/// What viewers are sent once a second. Counts are sums since <see cref="Since"/>, so that whoever misses a snapshot misses nothing that
/// was counted; times and gauges are of the time since the snapshot before.
/// </summary>
/// <param name="Sequence">From 1, in the order in which they were made.</param>
/// <param name="At">When it was made.</param>
/// <param name="Since">When counting began, with the first viewer.</param>
/// <param name="Seconds">How long ago the snapshot before was made, or counting began.</param>
/// <param name="Viewers">How many watch.</param>
/// <param name="Http">The process's HTTP.</param>
/// <param name="Calls">Calls of grains that this process made and had answered.</param>
/// <param name="Sale">What was decided by the grains of this process; missing in a front-end.</param>
/// <param name="Queue">The waiting queues of this process; missing in a front-end.</param>
/// <param name="Journal">The journal of this process; missing in a front-end.</param>
/// <param name="Silos">The silos of the cluster; they are asked every few seconds.</param>
/// <param name="Grains">The kinds of grains of which there are most.</param>
/// <param name="Campaigns">Campaigns that somebody watches.</param>
/// <param name="Products">Products that somebody watches.</param>
/// <param name="Schedules">Schedules that somebody watches.</param>
/// <param name="Absent">What somebody watches, and does not exist.</param>
/// <param name="CanRush">Whether a rush can be started here.</param>
/// <param name="Rush">The latest rush, if there was one.</param>
internal sealed record LiveSnapshot(
    long Sequence, DateTimeOffset At, DateTimeOffset Since, double Seconds, int Viewers, LiveHttp Http, long Calls, LiveSale? Sale,
    LiveQueue? Queue, LiveJournal? Journal, IReadOnlyList<LiveSilo> Silos, IReadOnlyList<LiveGrains> Grains,
    IReadOnlyList<LiveCampaign> Campaigns, IReadOnlyList<LiveProduct> Products,
    IReadOnlyList<LiveSchedule> Schedules, LiveAbsent Absent, bool CanRush, RushReport? Rush);

/// <summary>Requests.</summary>
/// <param name="Requests">Answered.</param>
/// <param name="P50">Half of them took no longer, in milliseconds; missing when there were none. Within 13 %, like the others.</param>
/// <param name="P95">95 % took no longer.</param>
/// <param name="P99">99 % took no longer.</param>
/// <param name="Refusals">Answered with a problem, by its code.</param>
internal sealed record LiveHttp(
    long Requests, double? P50, double? P95, double? P99, IReadOnlyDictionary<string, long> Refusals);

/// <summary>Decisions.</summary>
/// <param name="Issued">Pieces.</param>
/// <param name="Ordered">Orders placed.</param>
/// <param name="Paid">Payments of orders and reservations.</param>
/// <param name="Won">Their money.</param>
internal sealed record LiveSale(long Issued, long Ordered, long Paid, long Won);

/// <summary>Waiting queues.</summary>
/// <param name="Waiting">Tokens that wait.</param>
/// <param name="Active">Customers inside.</param>
/// <param name="Admitted">Customers let in.</param>
internal sealed record LiveQueue(long Waiting, long Active, long Admitted);

/// <summary>The journal, and what follows from it.</summary>
/// <param name="Batches">Transactions.</param>
/// <param name="Events">Events in them.</param>
/// <param name="P50">Half of the transactions took no longer, in milliseconds.</param>
/// <param name="P95">95 % took no longer.</param>
/// <param name="Queue">Events that wait.</param>
/// <param name="OutboxLag">Age of the oldest event that was not handed over, in seconds.</param>
/// <param name="OutboxBacklog">Rows of the outbox.</param>
internal sealed record LiveJournal(
    long Batches, long Events, double? P50, double? P95, long Queue, double OutboxLag, long OutboxBacklog);

/// <summary>A silo.</summary>
/// <param name="Name">Its address.</param>
/// <param name="Grains">Activations.</param>
/// <param name="ReceivedKiB">What others, clients included, send it a second.</param>
/// <param name="Cpu">Load of its machine's processor, in percent.</param>
/// <param name="MemoryMiB">Memory it uses.</param>
internal sealed record LiveSilo(string Name, int Grains, double ReceivedKiB, double Cpu, double MemoryMiB);

/// <summary>A kind of grain.</summary>
/// <param name="Type">Its name.</param>
/// <param name="Activations">In all silos.</param>
internal sealed record LiveGrains(string Type, int Activations);

/// <summary>A campaign.</summary>
/// <param name="CouponId">Its id.</param>
/// <param name="Name">Its name.</param>
/// <param name="Total">Pieces.</param>
/// <param name="Issued">Pieces that were issued.</param>
internal sealed record LiveCampaign(long CouponId, string Name, long Total, long Issued);

/// <summary>A product.</summary>
/// <param name="ProductId">Its id.</param>
/// <param name="Name">Its name.</param>
/// <param name="Supplied">Pieces of all options ever supplied; missing where nobody knows.</param>
/// <param name="Stock">Pieces of all options that are left.</param>
internal sealed record LiveProduct(long ProductId, string Name, long? Supplied, long Stock);

/// <summary>The seats of a schedule.</summary>
/// <param name="ScheduleId">Its id.</param>
/// <param name="Version">Differs when a seat has changed.</param>
/// <param name="Free">Seats.</param>
/// <param name="Held">Seats.</param>
/// <param name="Sold">Seats.</param>
internal sealed record LiveSchedule(long ScheduleId, string Version, int Free, int Held, int Sold);

/// <summary>Ids of which there is nothing. What is in no list was not read yet.</summary>
/// <param name="Campaigns">Of campaigns.</param>
/// <param name="Products">Of products.</param>
/// <param name="Schedules">Of schedules.</param>
internal sealed record LiveAbsent(IReadOnlyList<long> Campaigns, IReadOnlyList<long> Products, IReadOnlyList<long> Schedules);

/// <summary>A rush that was started from the page.</summary>
/// <param name="CouponId">Its campaign.</param>
/// <param name="Customers">Who asks.</param>
/// <param name="Pieces">What there is.</param>
/// <param name="Issued">Got one.</param>
/// <param name="SoldOut">Were told that it is sold out.</param>
/// <param name="Other">Were told something else, or nothing.</param>
/// <param name="Seconds">From the first request to the last answer so far.</param>
/// <param name="IsDone">Whether everybody was answered.</param>
internal sealed record RushReport(
    long CouponId, int Customers, int Pieces, int Issued, int SoldOut, int Other, double Seconds, bool IsDone);

/// <summary>The stream's JSON.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    Converters = [typeof(TimestampConverter)],
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(LiveSnapshot))]
internal sealed partial class LiveJson : JsonSerializerContext;
