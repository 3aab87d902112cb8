using Commerce.Testing;

namespace Commerce.Journaling;

public abstract partial class JournalConformance
{
    [ConformanceFact]
    public async Task Rehearse_EverythingThatAnAppendCanWrite_StoresNothing()
    {
        await CommitAsync(TestEvents.Append("order/1", 1, work: WorkChange.Open));
        var before = await EverythingAsync();

        await Harness.Store.RehearseAsync(
            [
                TestEvents.Append("order/2", 1, count: 2, publish: true, work: WorkChange.Open),
                TestEvents.Append("order/3", 1, work: WorkChange.Open), TestEvents.Append("order/1", 2, work: WorkChange.Close),
                new([TestEvents.Event("balance/1", 1) with { CommandId = Guid.NewGuid(), Receipt = [1] }], Publish: true),
            ],
            CancellationToken.None);

        Assert.Equal(before, await EverythingAsync());
        await CommitAsync(TestEvents.Append("order/2", 1)); // neither a lock nor a place is left
    }

    [ConformanceFact]
    public async Task Rehearse_WhatIsThereAlready_FailsAndChangesNothing()
    {
        await CommitAsync(TestEvents.Append("order/1", 1));
        var before = await EverythingAsync();

        await Assert.ThrowsAnyAsync<Exception>(() => Harness.Store.RehearseAsync(
            [TestEvents.Append("order/2", 1, publish: true), TestEvents.Append("order/1", 1)], CancellationToken.None));

        Assert.Equal(before, await EverythingAsync());
        await CommitAsync(TestEvents.Append("order/1", 2), TestEvents.Append("order/2", 1));
    }

    private async Task<string[]> EverythingAsync()
    {
        var rows = new List<string>();
        foreach (var table in new[] { "journal", "outbox", "open_work", "command_index" })
        {
            var streams = await Harness.QueryAsync<string>($"SELECT stream FROM {table} ORDER BY stream");
            rows.AddRange(streams.Select(stream => $"{table}: {stream}"));
        }
        return [.. rows];
    }
}
