using System.Net;
using Commerce.Lifetime;
using Commerce.Orders;
using Commerce.Testing;

namespace Commerce.Storage;

/// <summary>Streams with a gap, made behind the silo's back, and what <c>Silo repair</c> makes of them.</summary>
[Collection(ProcessTests.Name)]
public sealed class RepairTests(ShopStore shop) : IClassFixture<ShopStore>, IDisposable
{
    private readonly TempFolder _folder = new();

    [Theory]
    [InlineData("balance/1", 3)] // a charge; the debit of a paid order comes after it
    [InlineData("balance/1", 2)] // the debit of a paid order
    [InlineData("product/7", 2)] // stock for a paid order
    [InlineData("coupon/4001", 4)] // behind both pieces
    [InlineData("seat-block/9", 2)] // the hold of a paid reservation: its money comes back
    [InlineData("seat-block/9", 3)] // another hold; the sale to the paid reservation comes after it
    public async Task Repair_StreamHasAGap_IsWholeAgainAndEveryLawHolds(string stream, long missing)
    {
        var store = shop.Copy();
        var length = await store.CountAsync($"SELECT COUNT(*) FROM journal WHERE stream = '{stream}'");
        Assert.Equal(1, await store.ExecuteAsync($"DELETE FROM journal WHERE stream = '{stream}' AND seq = {missing}"));
        await store.ExecuteAsync($"UPDATE journal SET actor = 'kim' WHERE stream = '{stream}' AND seq = {length}");
        await store.ExecuteAsync($"INSERT INTO admin_event (stream, seq) VALUES ('{stream}', {length})");
        var before = await store.CountAsync("SELECT COUNT(*) FROM journal");

        var said = await RunAsync(store, "repair");
        Assert.True(said.ExitCode == 1, said.Output);
        Assert.Contains($"{stream}: event {missing} is missing; {length - missing} event(s) from {missing} on are set aside", said.Output,
            StringComparison.Ordinal);
        Assert.Contains("Nothing was changed", said.Output, StringComparison.Ordinal);
        Assert.Equal(before, await store.CountAsync("SELECT COUNT(*) FROM journal"));
        Assert.Equal(0, await store.CountAsync("SELECT COUNT(*) FROM set_aside_event"));

        var done = await RunAsync(store, "repair", "apply");
        Assert.True(done.ExitCode == 0, done.Output);
        // nothing is thrown away
        Assert.Equal(before, await store.CountAsync("SELECT (SELECT COUNT(*) FROM journal) + (SELECT COUNT(*) FROM set_aside_event)"));
        Assert.Equal(length - missing, await store.CountAsync($"SELECT COUNT(*) FROM set_aside_event WHERE stream = '{stream}'"));
        Assert.Equal(length, await store.CountAsync("SELECT seq FROM set_aside_event WHERE actor = 'kim'"));
        Assert.Equal(0, await store.CountAsync($"SELECT COUNT(*) FROM admin_event WHERE stream = '{stream}' AND seq >= {missing}"));

        await GoOnAsync(store);
        var verified = await RunAsync(store, "verify");
        Assert.True(verified.ExitCode == 0, verified.Output);
        Assert.Equal(0, (await RunAsync(store, "repair")).ExitCode);
    }

    [Fact]
    public async Task Repair_OfAPaymentWhoseStepsAreIndexedNoMore_DoesNoStepTwice()
    {
        var store = shop.Copy();
        var age = TimeSpan.FromDays(8);
        await store.ExecuteAsync($"UPDATE journal SET recorded_at = recorded_at - {age.TotalMilliseconds:F0}");
        // When it was recorded: a step is looked for since then, and none was done before.
        await store.ExecuteAsync("UPDATE journal SET payload = CAST(json_set(payload, '$.startedAt', " +
            "strftime('%Y-%m-%dT%H:%M:%fZ', recorded_at / 1000.0, 'unixepoch')) AS BLOB) WHERE event_type = 'order.payment-started'");
        await store.ExecuteAsync("DELETE FROM command_index"); // by age
        await store.ExecuteAsync("UPDATE command_index_start SET complete_from = 0"); // longer ago
        const string Debits = "SELECT COUNT(*) FROM journal WHERE stream = 'balance/1' AND event_type = 'balance.debited'";
        var debits = await store.CountAsync(Debits);
        Assert.Equal(1, await store.ExecuteAsync("DELETE FROM journal WHERE stream = 'product/7' AND seq = 2"));

        var done = await RunAsync(store, "repair", "apply");
        Assert.True(done.ExitCode == 0, done.Output);

        await GoOnAsync(store); // which pays one more
        Assert.Equal(debits + 1, await store.CountAsync(Debits));
        var verified = await RunAsync(store, "verify");
        Assert.True(verified.ExitCode == 0, verified.Output);
    }

    [Fact]
    public async Task Repair_NoGap_ChangesNothing()
    {
        var store = shop.Copy();

        var done = await RunAsync(store, "repair", "apply");

        Assert.True(done.ExitCode == 0 && done.Output.Contains("No stream has a gap", StringComparison.Ordinal), done.Output);
        Assert.Equal(0, await store.CountAsync("SELECT COUNT(*) FROM set_aside_event"));
    }

    [Fact]
    public async Task Repair_ASiloIsAtWork_IsRefused()
    {
        var store = shop.Copy();
        await store.ExecuteAsync("DELETE FROM journal WHERE stream = 'balance/1' AND seq = 2");
        await store.ExecuteAsync("UPDATE lease SET expires_at = 1");
        var repair = RunAsync(store, "repair", "apply");

        await Eventually.HoldsAsync("it looked twice", async () =>
        {
            await store.ExecuteAsync("UPDATE lease SET expires_at = expires_at + 1"); // as who works there does
            return repair.IsCompleted;
        });

        var refused = await repair;
        Assert.True(refused.ExitCode == 1 && refused.Output.Contains("Stop all silos first", StringComparison.Ordinal), refused.Output);
        Assert.Equal(0, await store.CountAsync("SELECT COUNT(*) FROM set_aside_event"));
    }

    [Fact]
    public async Task Repair_ALeaseOfAClockThatWasAhead_HoldsNothingUp()
    {
        var store = shop.Copy();
        await store.ExecuteAsync("DELETE FROM journal WHERE stream = 'balance/1' AND seq = 2");
        await store.ExecuteAsync($"UPDATE lease SET expires_at = {DateTimeOffset.UtcNow.AddHours(1).ToUnixTimeMilliseconds()}");

        var done = await RunAsync(store, "repair", "apply");

        Assert.True(done.ExitCode == 0, done.Output);
        Assert.NotEqual(0, await store.CountAsync("SELECT COUNT(*) FROM set_aside_event"));
    }

    [Theory]
    [InlineData("repair", "everything")]
    [InlineData("rebuild", "everything")]
    public async Task Command_UnknownWord_PrintsUsage(string command, string word) =>
        Assert.Equal(2, (await RunAsync(shop.Copy(), command, word)).ExitCode);

    [Fact]
    public async Task Rebuild_TablesHaveWhatNeverWasAndLackWhatIs_AreTheJournalsAgain()
    {
        var store = shop.Copy();
        await store.ExecuteAsync("DELETE FROM customer_order WHERE status = 2");
        await store.ExecuteAsync("UPDATE customer_order SET status = 2, last_seq = 99");
        await store.ExecuteAsync("INSERT INTO issued_coupon VALUES (77, 4001, 3, 0, 1)");
        await store.ExecuteAsync("UPDATE coupon_use SET order_id = NULL, last_seq = 99");
        await store.ExecuteAsync("INSERT INTO product VALUES (99)");
        Assert.Equal(1, (await RunAsync(store, "verify")).ExitCode);

        var rebuilt = await RunAsync(store, "rebuild");

        Assert.True(rebuilt.ExitCode == 0, rebuilt.Output);
        var verified = await RunAsync(store, "verify");
        Assert.True(verified.ExitCode == 0, verified.Output);
    }

    [Fact]
    public async Task Rebuild_AnEventOfANewerRelease_IsParkedAndTheRestIsThere()
    {
        var store = shop.Copy();
        const string Products = "SELECT COUNT(*) FROM product";
        var products = await store.CountAsync(Products);
        await store.ExecuteAsync("UPDATE journal SET event_type = 'order.of-tomorrow' WHERE event_type = 'order.payment-rejected'");
        await store.ExecuteAsync("UPDATE journal SET event_version = 99 WHERE position = " +
            "(SELECT MAX(position) FROM journal WHERE event_type = 'order.payment-completed')");

        var rebuilt = await RunAsync(store, "rebuild");

        Assert.True(rebuilt.ExitCode == 0, rebuilt.Output);
        Assert.Contains("'Silo redrive' tries them again", rebuilt.Output, StringComparison.Ordinal);
        Assert.NotEqual(0, await store.CountAsync("SELECT COUNT(*) FROM parked_event"));
        Assert.Equal(products, await store.CountAsync(Products));
    }

    [Theory]
    [InlineData("rebuild")]
    [InlineData("repair", "apply")]
    public async Task Rebuild_Fails_SaysHowToGoOn(params string[] command)
    {
        var store = shop.Copy();
        await store.ExecuteAsync("DELETE FROM journal WHERE stream = 'balance/1' AND seq = 2");
        await store.ExecuteAsync("CREATE TRIGGER denied BEFORE DELETE ON product BEGIN SELECT RAISE(ABORT, 'denied'); END");

        var failed = await RunAsync(store, command);

        Assert.True(failed.ExitCode == 1, failed.Output);
        Assert.Contains("run 'Silo rebuild' again", failed.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", failed.Output, StringComparison.Ordinal);
        await store.ExecuteAsync("DROP TRIGGER denied");
        Assert.Equal(0, (await RunAsync(store, "rebuild")).ExitCode);
    }

    public void Dispose() => _folder.Dispose();

    private Task<ProgramResult> RunAsync(SiloStore store, params string[] command) =>
        SiloProgram.RunAsync(_folder.Path, [.. command, .. store.Settings]);

    /// <summary>A silo takes up what was left open, and everything that was cut goes on.</summary>
    private static async Task GoOnAsync(SiloStore store)
    {
        await using var silo = new SiloProcess([.. store.Settings, "--Demo:Load=false"]);
        await silo.StartAsync();
        await Eventually.HoldsAsync("no payment under way", async () => await store.CountAsync("SELECT COUNT(*) FROM open_work") == 0);
        var client = new ShopClient(silo.Http);
        Assert.Equal(HttpStatusCode.OK, (await client.ChargeAsync(ShopStore.Buyer, 3_000)).Status);
        var placed = await client.PlaceAsync(ShopStore.Buyer, null, [ShopStore.Product], 1);
        Assert.Equal(HttpStatusCode.Created, placed.Status);
        Assert.Equal(HttpStatusCode.Created, (await client.PayAsync(placed.OrderId)).Status);
        await store.OutboxDrainedAsync();
        Assert.Equal(0, await silo.StopAsync());
    }
}
