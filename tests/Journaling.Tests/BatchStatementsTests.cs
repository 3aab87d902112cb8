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

    [Fact]
    public void Begin_AfterAnotherStatement_LeavesNothingOfIt()
    {
        var batch = WholeOrder("order/1", 1, firstSeq: 1).ToList();
        var other = TestEvents.Event("coupon/1", 1) with { Actor = new("관리자") }; // a text that is a parameter
        var large = Enumerable.Range(1, 12_000).Select(seq => TestEvents.Append("coupon/2", seq)).ToList();
        var statement = new MySqlStatement();
        using var expected = new MySqlStatement().Append(batch, []).ToCommand();

        foreach (var before in new[] { [new JournalAppend([other], Publish: false)], large, batch })
        {
            using var earlier = statement.Begin().Append(before, []).ToCommand();
            using var command = statement.Begin().Append(batch, []).ToCommand();

            Assert.Equal(expected.CommandText, command.CommandText);
            Assert.Empty(command.Parameters);
        }
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
