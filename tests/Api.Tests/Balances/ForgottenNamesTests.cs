using Commerce.Fixtures;
using Commerce.Journaling;
using Commerce.Storage;
using Commerce.Testing;
using Dapper;
using Microsoft.Extensions.DependencyInjection;

namespace Commerce.Balances;

/// <summary>A name goes, and everything else stays, while the silo runs that has the customer's balance.</summary>
public sealed class ForgottenNamesTests
{
    private const string Route = "/admin/customers/7";
    private static readonly string[] s_names = ["Gerda Gone", "Gerda Married"];

    [Fact]
    public async Task ForgetAsync_ACustomerWhoIsServed_LeavesNoNameInTheStore_AndTheMoney()
    {
        await using var host = await ApiUnderTest.StartAsync("--Journal:SnapshotEvery=1", "--Journal:SnapshotOnDeactivation=1");
        for (var i = 0; i < s_names.Length; i++)
        {
            var named = new { username = s_names[i], openingBalance = 100 };
            (await host.Http.PutAsync(Route, named, key: $"named-{i}")).AssertStatus(i == 0 ? 201 : 200);
        }
        (await host.Http.PostAsync("/v1/users/7/balance", new { amount = 5 })).AssertStatus(200);
        var database = host.Services.GetRequiredService<ISqlDatabase>();
        await RepeatAnAnswerAsync(database);
        Assert.True(await PlacesAsync(database) > 3);
        var forgotten = ActivatorUtilities.CreateInstance<ForgottenNames>(host.Services);

        Assert.True(await forgotten.ForgetAsync(7, CancellationToken.None) >= s_names.Length);

        Assert.Equal(0, await PlacesAsync(database));
        await Eventually.HoldsAsync("a charge", async () =>
            (await host.Http.PostAsync("/v1/users/7/balance", new { amount = 1 })).Status == 200);
        var account = (await host.Http.SendAsync(new ApiRequest("GET", Route).AsAdmin())).AssertStatus(200);
        Assert.Equal((ForgottenNames.Name, 106), (account.String("username"), account.Number("balance")));
        var history = (await host.Http.GetAsync("/v1/users/7/balance/history")).AssertStatus(200);
        Assert.Equal(3, history.Json.GetProperty("items").GetArrayLength());
        Assert.Equal(0, await PlacesAsync(database));
        Assert.Null(await forgotten.ForgetAsync(8, CancellationToken.None));
    }

    /// <summary>Releases of before wrote a row for a command that changed nothing, with the answer under its key.</summary>
    private static async Task RepeatAnAnswerAsync(ISqlDatabase database)
    {
        await using var connection = await database.DataSource.OpenConnectionAsync();
        Assert.Equal(1, await connection.ExecuteAsync(
            "INSERT INTO journal (stream, seq, event_id, event_type, event_version, payload, recorded_at, command_id, receipt) " +
            "SELECT stream, (SELECT MAX(seq) + 1 FROM journal WHERE stream = named.stream), randomblob(16), @EventType, 1, x'7b7d', " +
            "recorded_at, randomblob(16), receipt FROM journal AS named WHERE INSTR(receipt, CAST(@Name AS BLOB)) > 0 LIMIT 1",
            new { AnsweredCommand.EventType, Name = s_names[^1] }));
    }

    /// <summary>Where the store has one of the names, in whatever table and form.</summary>
    private static async Task<long> PlacesAsync(ISqlDatabase database)
    {
        await using var connection = await database.DataSource.OpenConnectionAsync();
        var places = 0L;
        foreach (var (table, column) in new[] { ("journal", "payload"), ("journal", "receipt"), ("grain_snapshot", "payload") })
        {
            foreach (var name in s_names)
                places += await connection.ExecuteScalarAsync<long>(
                    $"SELECT COUNT(*) FROM {table} WHERE INSTR({column}, CAST(@name AS BLOB)) > 0", new { name });
        }
        return places;
    }
}
