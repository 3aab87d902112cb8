namespace Commerce.WaitingQueue;

/// <summary>The lottery among those who came before the opening.</summary>
/// <param name="Seed">What it was drawn with; see <see cref="QueueLottery"/>.</param>
/// <param name="Count">Tokens 1 to this took part.</param>
[GenerateSerializer, Immutable, Alias("commerce.QueueDraw")]
public sealed record QueueDraw(
    [property: Id(0)] string Seed,
    [property: Id(1)] int Count);

/// <summary>A customer who is let in.</summary>
/// <param name="Number">The token's number.</param>
/// <param name="Until">First moment the customer is no longer inside.</param>
[GenerateSerializer, Immutable, Alias("commerce.QueueSlot")]
public readonly record struct QueueSlot(
    [property: Id(0)] long Number,
    [property: Id(1)] DateTimeOffset Until);

/// <summary>
/// All there is to know of a queue to tell any of its tokens the place, so that a front-end answers polls by itself.
/// 100,000 who wait take 12.5 KB. Durable when it is given. Not for customers: it has the key that tokens are signed with.
/// </summary>
/// <remarks>
/// A rank is a place in line that never changes: the token's number, or for those of the lottery what was drawn. Ranks below
/// <see cref="Head"/> had their turn.
/// </remarks>
/// <param name="Version">Grows with every change.</param>
/// <param name="Key">What tokens are signed with. Secret.</param>
/// <param name="Settings">How the queue admits.</param>
/// <param name="Issued">The number of the last token.</param>
/// <param name="Head">The rank whose turn is next.</param>
/// <param name="Waiting">Tokens that wait.</param>
/// <param name="Draw">The lottery, once it was held among at least one.</param>
/// <param name="IsOpened">Whether the opening is over: the lottery was held, or there is none.</param>
/// <param name="GoneFrom">The rank of the first bit of <paramref name="Gone"/>; at most <paramref name="Head"/>.</param>
/// <param name="Gone">A bit for each rank, from the lowest of the first word on: set when its token gave up before its turn.</param>
/// <param name="Active">Who is let in.</param>
/// <param name="AdmittedPerSecond">How many were admitted per second lately, about; 0 when that is not known. True for as long: later
/// without a change, nobody was admitted since.</param>
[GenerateSerializer, Immutable, Alias("commerce.QueueView")]
public sealed record QueueView(
    [property: Id(0)] long Version,
    [property: Id(1)] byte[] Key,
    [property: Id(2)] QueueSettings Settings,
    [property: Id(3)] long Issued,
    [property: Id(4)] long Head,
    [property: Id(5)] long Waiting,
    [property: Id(6)] QueueDraw? Draw,
    [property: Id(7)] bool IsOpened,
    [property: Id(8)] long GoneFrom,
    [property: Id(9)] ulong[] Gone,
    [property: Id(10)] QueueSlot[] Active,
    [property: Id(11)] double AdmittedPerSecond);

/// <summary>What a front-end that follows a queue is answered.</summary>
/// <param name="Exists">Whether there is such a queue.</param>
/// <param name="View">The queue; <see langword="null"/> when it did not change, or does not exist.</param>
[GenerateSerializer, Immutable, Alias("commerce.QueueWatch")]
public sealed record QueueWatch(
    [property: Id(0)] bool Exists,
    [property: Id(1)] QueueView? View);
