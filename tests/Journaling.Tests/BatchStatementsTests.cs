using Commerce.Storage.MySql;

namespace Commerce.Journaling;

/// <summary>How much one transaction says to the database: as many statements for thirty orders as for one.</summary>
public sealed class BatchStatementsTests
{
    private const int Orders = 30;

    [Theory]
    [InlineData(1)] // placed in the same transaction
    [InlineData(2)] // placed before
    public void Append_WholeOrders_OneStatementForTheirEventsAndOneForTheirOutboxRows(int firstSeq)
    {
        var batch = Enumerable.Range(1, Orders).SelectMany(order => WholeOrder($"order/{order}", order, firstSeq)).ToList();
        var rows = SqlJournalRows.OutboxRows(batch);

        using var command = new MySqlStatement().Append(batch, rows).ToCommand();

        Assert.Equal(["INSERT INTO journal", "INSERT INTO outbox", "COMMIT"],
            command.CommandText.Split(';').Select(statement => string.Join(' ', statement.Split(' ').Take(3))));
        Assert.Equal(Orders, rows.Count);
        Assert.All(rows, row => Assert.Equal((firstSeq, 3), (row.FirstSeq, row.LastSeq)));
        Assert.All(rows, row => Assert.Equal([.. Enumerable.Range(firstSeq, 4 - firstSeq)], row.Events.Select(e => (int)e.Seq)));
    }

    private static IEnumerable<JournalAppend> WholeOrder(string order, int number, int firstSeq)
    {
        if (firstSeq == 1)
            yield return TestEvents.Append(order, 1, publish: true);
        yield return TestEvents.Append(order, 2, publish: true, work: WorkChange.Open);
        yield return TestEvents.Append("product/1", number); // the hot one
        yield return TestEvents.Append($"balance/{number}", 1);
        yield return TestEvents.Append(order, 3, publish: true, work: WorkChange.Close);
    }
}
