using System.Globalization;

namespace Commerce.WaitingQueue;

/// <summary>How a queue admits.</summary>
/// <param name="MaxActive">Customers inside at once; 1 to <see cref="QueueBounds.MaxActive"/>.</param>
/// <param name="AdmissionsPerSecond">Admissions in any second; 1 to <see cref="QueueBounds.MaxAdmissionsPerSecond"/>.</param>
/// <param name="ActiveSeconds">
/// How long a customer is inside at the most, in seconds; 1 to <see cref="QueueBounds.MaxActiveSeconds"/>.
/// </param>
/// <param name="WaitingTimeoutSeconds">
/// After how many seconds without a question a waiting token gives up its place; <see cref="QueueBounds.MinWaitingTimeoutSeconds"/>
/// to <see cref="QueueBounds.MaxWaitingTimeoutSeconds"/>.
/// </param>
/// <param name="OpensAt">
/// First moment somebody is admitted; who comes before it takes part in one lottery. <see langword="null"/>: it is open.
/// </param>
[GenerateSerializer, Immutable, Alias("commerce.QueueSettings")]
public sealed record QueueSettings(
    [property: Id(0)] int MaxActive,
    [property: Id(1)] int AdmissionsPerSecond,
    [property: Id(2)] int ActiveSeconds = QueueBounds.DefaultActiveSeconds,
    [property: Id(3)] int WaitingTimeoutSeconds = QueueBounds.DefaultWaitingTimeoutSeconds,
    [property: Id(4)] DateTimeOffset? OpensAt = null)
{
    /// <summary>The settings in a stable text form; see <see cref="ICommand.Content"/>.</summary>
    public string Content => string.Create(CultureInfo.InvariantCulture,
        $"queue {MaxActive} {AdmissionsPerSecond} {ActiveSeconds} {WaitingTimeoutSeconds} {OpensAt:O}");

    /// <summary>Checks the values against their bounds.</summary>
    /// <exception cref="OutOfBoundsException">
    /// A value is outside its bounds; the field is <c>queue.maxActive</c> and so on.
    /// </exception>
    public void Validate()
    {
        Require.Range(MaxActive, 1, QueueBounds.MaxActive, "queue.maxActive");
        Require.Range(AdmissionsPerSecond, 1, QueueBounds.MaxAdmissionsPerSecond, "queue.admissionsPerSecond");
        Require.Range(ActiveSeconds, 1, QueueBounds.MaxActiveSeconds, "queue.activeSeconds");
        Require.Range(WaitingTimeoutSeconds, QueueBounds.MinWaitingTimeoutSeconds, QueueBounds.MaxWaitingTimeoutSeconds,
            "queue.waitingTimeoutSeconds");
    }
}

/// <summary>Sets a queue up or changes how it admits. Customers who wait keep their places; those inside keep their time.</summary>
/// <param name="Settings">How it admits.</param>
/// <param name="CommandId">See <see cref="ICommand.CommandId"/>.</param>
/// <param name="Actor">See <see cref="ICommand.Actor"/>.</param>
[GenerateSerializer, Immutable, Alias("commerce.DefineQueue")]
public sealed record DefineQueue(
    [property: Id(0)] QueueSettings Settings,
    [property: Id(1)] Guid? CommandId,
    [property: Id(2)] Actor? Actor = null) : ICommand
{
    /// <inheritdoc/>
    public string Content => Settings.Content;

    /// <inheritdoc/>
    public void Validate()
    {
        if (Settings is null)
            throw new OutOfBoundsException("queue", "queue is required.");
        Settings.Validate();
    }
}

/// <summary>Asks for a place.</summary>
/// <param name="CustomerId">Who asks; see <see cref="IdBounds"/>.</param>
/// <param name="CommandId">See <see cref="ICommand.CommandId"/>.</param>
[GenerateSerializer, Immutable, Alias("commerce.JoinQueue")]
public sealed record JoinQueue(
    [property: Id(0)] long CustomerId,
    [property: Id(1)] Guid? CommandId) : ICommand
{
    /// <inheritdoc/>
    public string Content => string.Create(CultureInfo.InvariantCulture, $"join {CustomerId}");

    /// <inheritdoc/>
    public void Validate() => Require.CustomerId(CustomerId, "customerId");
}

/// <summary>Ends a token: its holder has what they came for, or leaves. The place or the slot is the next one's.</summary>
/// <param name="Number">The token's number, see <see cref="QueueCheck.Number"/>.</param>
/// <param name="CustomerId">The holder; the token of somebody else is left alone.</param>
/// <param name="CommandId">See <see cref="ICommand.CommandId"/>.</param>
/// <param name="NotBefore">See <see cref="ICommand.NotBefore"/>.</param>
[GenerateSerializer, Immutable, Alias("commerce.CloseQueueToken")]
public sealed record CloseQueueToken(
    [property: Id(0)] long Number,
    [property: Id(1)] long CustomerId,
    [property: Id(2)] Guid? CommandId,
    [property: Id(3)] DateTimeOffset? NotBefore = null) : ICommand
{
    /// <inheritdoc/>
    public string Content => string.Create(CultureInfo.InvariantCulture, $"close {Number} {CustomerId}");

    /// <inheritdoc/>
    public void Validate()
    {
        Require.Range(Number, 1, IdBounds.Max, "number");
        Require.CustomerId(CustomerId, "customerId");
    }
}

/// <summary>What a customer shows to be let in.</summary>
/// <param name="Token">The token's text, or <see langword="null"/> when none was shown. Any text may be asked about.</param>
/// <param name="CustomerId">Who shows it.</param>
[GenerateSerializer, Immutable, Alias("commerce.QueueClaim")]
public sealed record QueueClaim(
    [property: Id(0)] string? Token,
    [property: Id(1)] long CustomerId);
