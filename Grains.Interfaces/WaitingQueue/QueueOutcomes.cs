namespace Commerce.WaitingQueue;

/// <summary>
/// Outcomes of <see cref="IWaitingQueueGrain.Define"/>, refusals in the order they are checked. Numbers are never reused.
/// </summary>
public enum DefineQueueStatus
{
    /// <summary>The queue is new.</summary>
    Created = 0,

    /// <summary>How it admits changed, or it was shut and is open again.</summary>
    Updated = 1,

    /// <summary>It already admits exactly so.</summary>
    Unchanged = 2,

    /// <summary>Refused: somebody was admitted, or the lottery was held; the opening time stays.</summary>
    AlreadyOpened = 3,
}

/// <summary>The outcome of setting a queue up.</summary>
/// <param name="Status">What was decided.</param>
/// <param name="Settings">How the queue admits now.</param>
[GenerateSerializer, Immutable, Alias("commerce.DefineQueueOutcome")]
public sealed record DefineQueueOutcome(
    [property: Id(0)] DefineQueueStatus Status,
    [property: Id(1)] QueueSettings Settings) : IOutcome<DefineQueueStatus>;

/// <summary>Outcomes of <see cref="IWaitingQueueGrain.Shut"/>. Numbers are never reused.</summary>
public enum ShutQueueStatus
{
    /// <summary>Nobody joins the queue any more.</summary>
    Shut = 0,

    /// <summary>Nobody could join it before: it was shut already, or never set up.</summary>
    Unchanged = 1,
}

/// <summary>The outcome of shutting a queue.</summary>
/// <param name="Status">What was decided.</param>
[GenerateSerializer, Immutable, Alias("commerce.ShutQueueOutcome")]
public sealed record ShutQueueOutcome([property: Id(0)] ShutQueueStatus Status) : IOutcome<ShutQueueStatus>;

/// <summary>Outcomes of <see cref="IWaitingQueueGrain.Join"/>, refusals in the order they are checked. Numbers are never reused.</summary>
public enum JoinQueueStatus
{
    /// <summary>The customer has a token now.</summary>
    Joined = 0,

    /// <summary>The customer had one already; this is it, with its place.</summary>
    AlreadyJoined = 1,

    /// <summary>Refused: there is no such queue, or it is shut.</summary>
    NotFound = 2,

    /// <summary>Refused: as many wait as may; see <see cref="QueueBounds.MaxWaiting"/>.</summary>
    Full = 3,
}

/// <summary>The outcome of asking for a place.</summary>
/// <param name="Status">What was decided.</param>
/// <param name="Number">The token's number, from 1 in the order of arrival; 0 when refused.</param>
/// <param name="Ticket">The token as it is at the time of the answer; <see langword="null"/> when refused.</param>
[GenerateSerializer, Immutable, Alias("commerce.JoinQueueOutcome")]
public sealed record JoinQueueOutcome(
    [property: Id(0)] JoinQueueStatus Status,
    [property: Id(1)] long Number,
    [property: Id(2)] QueueTicket? Ticket = null) : IOutcome<JoinQueueStatus>;

/// <summary>The state of a token. Numbers are never reused.</summary>
public enum QueueTicketStatus
{
    /// <summary>It waits for its turn.</summary>
    Waiting = 0,

    /// <summary>Its holder is let in until <see cref="QueueTicket.Until"/>.</summary>
    Active = 1,

    /// <summary>It is over: closed, given up, or its time inside has passed. Its holder may ask for a new one.</summary>
    Expired = 2,
}

/// <summary>A token as its holder sees it.</summary>
/// <param name="Token">The token's text; cannot be guessed.</param>
/// <param name="Status">Its state.</param>
/// <param name="Position">
/// 1 for the next to be admitted; 0 unless it waits, and before the lottery: then nobody has a place.
/// </param>
/// <param name="EstimatedWait">How long it will wait, about; zero unless it waits.</param>
/// <param name="RetryAfter">When to ask again; zero unless it waits.</param>
/// <param name="Until">First moment it no longer lets in; <see langword="null"/> unless it is active.</param>
/// <param name="OpensAt">When the lottery is held; <see langword="null"/> once it was, or when there is none.</param>
[GenerateSerializer, Immutable, Alias("commerce.QueueTicket")]
public sealed record QueueTicket(
    [property: Id(0)] string Token,
    [property: Id(1)] QueueTicketStatus Status,
    [property: Id(2)] long Position,
    [property: Id(3)] TimeSpan EstimatedWait,
    [property: Id(4)] TimeSpan RetryAfter,
    [property: Id(5)] DateTimeOffset? Until,
    [property: Id(6)] DateTimeOffset? OpensAt);

/// <summary>What became of a claim to be let in, in the order it is checked. Numbers are never reused.</summary>
public enum QueueCheckStatus
{
    /// <summary>The customer is inside until <see cref="QueueCheck.Until"/>.</summary>
    Active = 0,

    /// <summary>Nothing was shown, or no token of this queue, or another customer's. Clients get 403 <c>QUEUE_TOKEN_REQUIRED</c>.</summary>
    NoToken = 1,

    /// <summary>The token waits still, or is over. Clients get 403 <c>QUEUE_TOKEN_NOT_ACTIVE</c>.</summary>
    NotActive = 2,
}

/// <summary>What became of a claim to be let in.</summary>
/// <param name="Status">What it is.</param>
/// <param name="Number">The token's number, to close it by; 0 when there is no token.</param>
/// <param name="Until">First moment the customer is no longer inside; <see langword="null"/> unless active.</param>
[GenerateSerializer, Immutable, Alias("commerce.QueueCheck")]
public sealed record QueueCheck(
    [property: Id(0)] QueueCheckStatus Status,
    [property: Id(1)] long Number,
    [property: Id(2)] DateTimeOffset? Until);

/// <summary>Outcomes of <see cref="IWaitingQueueGrain.Close"/>. Numbers are never reused.</summary>
public enum CloseQueueTokenStatus
{
    /// <summary>The token is over.</summary>
    Closed = 0,

    /// <summary>It was over before, or is no token of that customer; nothing changed.</summary>
    NotLive = 1,
}

/// <summary>The outcome of ending a token.</summary>
/// <param name="Status">What was decided.</param>
[GenerateSerializer, Immutable, Alias("commerce.CloseQueueTokenOutcome")]
public sealed record CloseQueueTokenOutcome([property: Id(0)] CloseQueueTokenStatus Status) : IOutcome<CloseQueueTokenStatus>;

/// <summary>A queue as administrators see it.</summary>
/// <param name="Settings">How it admits.</param>
/// <param name="Waiting">Tokens that wait.</param>
/// <param name="Active">Customers inside at this moment.</param>
/// <param name="Issued">Tokens ever issued.</param>
[GenerateSerializer, Immutable, Alias("commerce.QueueSummary")]
public sealed record QueueSummary(
    [property: Id(0)] QueueSettings Settings,
    [property: Id(1)] long Waiting,
    [property: Id(2)] long Active,
    [property: Id(3)] long Issued);
