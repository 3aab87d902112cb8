using System.Text;
using Commerce.Journaling;
using Commerce.Outbox;
using Confluent.Kafka;

namespace Commerce.Kafka;

/// <content>
/// Messages that no silo of this store signed: of a silo of before there were signatures, or of anybody. What they say is not believed;
/// what they name is looked for in the journal, and taken as it is there. What came behind them waits with them, for a read table drops
/// what comes after a later event of the same stream; where all are signed, none waits.
/// </content>
internal sealed partial class KafkaReceiver
{
    private const int LongestStream = 100; // as the journal's column

    // From the first unsigned one on, in the partition's order.
    private readonly Queue<(ConsumeResult<byte[]?, byte[]?> Message, IntegrationEvent Event, bool IsSigned)> _waiting = new();

    private bool IsSigned(ConsumeResult<byte[]?, byte[]?> message) =>
        message.Message.Headers?.TryGetLastBytes(EventSignatures.Header, out var signature) == true
        && kafka.Signatures.IsOurs(message.Message.Value, signature);

    /// <summary>While the database is away they wait, and their offsets stay uncommitted.</summary>
    private async Task LookUpWaitingAsync(CancellationToken cancellationToken)
    {
        var found = new List<(IntegrationEvent Event, long Offset)>();
        try
        {
            while (_waiting.TryPeek(out var next))
            {
                if ((next.IsSigned ? next.Event : await InJournalAsync(next.Event, cancellationToken)) is { } e)
                {
                    found.Add((e, next.Message.Offset));
                }
                else
                {
                    _foreign.Enqueue((next.Message.Offset, Foreign(next.Message, next.Event.Subject, next.Event.Sequence,
                        next.Event.Type, "No silo signed it, and the journal has no such event.")));
                }
                _waiting.Dequeue();
            }
        }
        finally
        {
            Sort(found);
        }
    }

    /// <summary>The event of this place and id as the journal has it, if it does, and if it is one that is published.</summary>
    private async Task<IntegrationEvent?> InJournalAsync(IntegrationEvent claimed, CancellationToken cancellationToken)
    {
        // Names of streams are short and plain: a database can take offence at being asked for others.
        if (claimed.Subject.Length > LongestStream || !Ascii.IsValid(claimed.Subject))
            return null;
        var e = await kafka.Journal.ReadAsync(claimed.Subject, claimed.Sequence - 1, claimed.Sequence, cancellationToken)
            .FirstOrDefaultAsync(cancellationToken);
        return e is not null && e.EventId == claimed.Id && e.Type != AnsweredCommand.EventType
            ? new(e.EventId, e.Type, e.Version, e.Stream, e.Seq, e.RecordedAt, e.Payload)
            : null;
    }
}
