namespace Commerce.Orders;

/// <summary>What clients were told, held against what is so in the end.</summary>
internal sealed class Answers
{
    private readonly List<(Guid Order, Guid? Key, PayOrderOutcome Outcome)> _payments = [];

    public IEnumerable<PayOrderStatus> Statuses => _payments.Select(payment => payment.Outcome.Status);

    public void Add(Guid order, Guid? key, Reply<PayOrderOutcome> reply)
    {
        Assert.NotEqual(ReplyKind.IdempotencyKeyReused, reply.Kind);
        _payments.Add((order, key, reply.Outcome!));
    }

    /// <param name="ledger">What is so.</param>
    public void Check(Ledger ledger)
    {
        foreach (var (order, _, outcome) in _payments)
        {
            var completed = ledger.Orders[order].Completed;
            switch (outcome.Status)
            {
                case PayOrderStatus.Paid:
                    Assert.Equal((completed?.PaymentId, completed?.Amount), (outcome.PaymentId, outcome.Amount));
                    break;
                case PayOrderStatus.AlreadyPaid:
                    Assert.NotNull(completed);
                    break;
                case PayOrderStatus.NotFound:
                    Assert.Fail($"Order {order} was placed, and then not found.");
                    break;
            }
        }
        // A refusal is decided again, and can become a success; what was paid under a key is paid under it for ever.
        foreach (var repeated in _payments.Where(payment => payment.Key is not null).GroupBy(payment => (payment.Order, payment.Key)))
        {
            var answers = repeated.Select(payment => payment.Outcome).ToList();
            var paid = answers.FindIndex(outcome => outcome.Status == PayOrderStatus.Paid);
            if (paid >= 0)
                Assert.DoesNotContain(answers, outcome => outcome.Status == PayOrderStatus.AlreadyPaid);
        }
    }
}
