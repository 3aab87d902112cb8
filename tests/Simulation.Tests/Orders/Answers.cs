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
    /// <param name="remembered">Whether orders still know every key; else a key's "paid" can become "paid before".</param>
    public void Check(Ledger ledger, bool remembered)
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
        if (!remembered)
            return;
        foreach (var repeated in _payments.Where(payment => payment.Key is not null).GroupBy(payment => (payment.Order, payment.Key)))
            Assert.Single(repeated.Select(payment => payment.Outcome).Distinct());
    }
}
