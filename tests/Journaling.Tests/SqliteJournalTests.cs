using Commerce.Storage;
using Commerce.Storage.Sqlite;
using Commerce.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Commerce.Journaling;

/// <summary>The conformance of a SQLite file, and what can only happen to a file.</summary>
public sealed class SqliteJournalTests : JournalConformance
{
    protected override Task<TestStorage> NewStorageAsync() => Task.FromResult(TestStorage.Sqlite());

    [Fact]
    public async Task Append_FileCouldNotBeOpenedAtFirst_IsAcceptedOnceItCan()
    {
        using var storage = TestStorage.Sqlite();
        var file = Path.Combine(storage.Directory, "commerce.db");
        Directory.CreateDirectory(file); // a folder where the file should be
        await using var harness = await JournalHarness.StartAsync(storage, migrate: false);
        var writer = harness.NewWriter();
        Assert.IsType<CommerceUnavailableException>(
            await OutcomeOf(writer.Append(new JournalSession("order/1"), TestEvents.Append("order/1", 1))));
        Assert.Throws<CommerceUnavailableException>(() =>
            { _ = writer.Append(new JournalSession("order/2"), TestEvents.Append("order/2", 1)); });

        Directory.Delete(file);
        await harness.Services.GetRequiredService<Migrator>().MigrateAsync(CancellationToken.None);
        await UntilAvailableAsync(writer);
        await writer.Append(new JournalSession("order/1"), TestEvents.Append("order/1", 1));

        Assert.Single(await harness.ReadAsync("order/1"));
    }

    /// <summary>No append is to blame for it: none is tried again and again, and none is taken until there is room.</summary>
    [Fact]
    public async Task Append_NoRoomLeft_IsRefusedLikeAnyOtherOutageAndEndsByItself()
    {
        var store = new FaultyStore(Harness.Store);
        var writer = Harness.NewWriter(store, options => options.Lanes = 1);
        var session = new JournalSession("order/1");
        await writer.Append(session, TestEvents.Append("order/1", 1));

        await LimitAsync("(SELECT page_count FROM pragma_page_count)");
        var (seq, outcome) = (1L, (Exception?)null);
        while (outcome is null) // there may be room on the pages that are there
            outcome = await Record.ExceptionAsync(() => writer.Append(session, TestEvents.Append("order/1", ++seq)));
        Assert.IsType<CommerceUnavailableException>(outcome);
        Assert.Equal(seq, store.Attempts.Count); // each once
        Assert.False(writer.IsAvailable);

        await LimitAsync("1000000");
        await UntilAvailableAsync(writer);
        await writer.Append(new JournalSession("order/2"), TestEvents.Append("order/2", 1));
        Assert.Equal(seq - 1, (await Harness.ReadAsync("order/1")).Count);

        Task LimitAsync(string pages) => ((SqliteDatabase)Harness.Database).OnWriterThread(connection =>
        {
            using var command = connection.CreateCommand();
            command.CommandText = $"SELECT {pages}";
            command.CommandText = $"PRAGMA max_page_count = {command.ExecuteScalar()}";
            return command.ExecuteNonQuery();
        });
    }

    [Fact]
    public async Task Append_TwoProcessesOnOneFile_TakeTurns()
    {
        await using var other = await JournalHarness.StartAsync(Storage);
        var acknowledged = new List<Guid>[] { [], [] };

        await Task.WhenAll(
            Task.Run(() => FillAsync(Harness.NewWriter(), "order/1", 300, acknowledged[0])),
            Task.Run(() => FillAsync(other.NewWriter(), "order/2", 300, acknowledged[1])));

        var stored = await IdsAsync("order/1", "order/2");
        Assert.Equal(acknowledged[0], stored["order/1"]);
        Assert.Equal(acknowledged[1], stored["order/2"]);
    }
}
