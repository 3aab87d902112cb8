using System.Text.RegularExpressions;
using Commerce.Fixtures;
using Dapper;

namespace Commerce.Storage;

/// <summary>A text that names rows is seen once: whoever kept each of them would have no end of it.</summary>
[Collection(ApiTests.Name)]
public sealed partial class StatementTextTests(ApiFixture api)
{
    [Fact]
    public async Task Dapper_AfterOrdersAndReservationsOfEveryStep_KeepsNoTextThatNamesRows()
    {
        var (customer, product) = (await api.NewCustomerAsync(balance: 10_000), await api.NewProductAsync(price: 100, stock: 10));
        var items = new[] { new { productId = product, productOptionId = product, quantity = 1 } };
        var order = (await DoAsync("/orders", new { customerId = customer, items })).String("orderId");
        await DoAsync("/payments", new { orderId = order });
        await DoAsync($"/orders/{order}/cancel", null);
        var schedule = await api.NewScheduleAsync();
        var held = (await DoAsync("/reservations", new { userId = customer, scheduleId = schedule, seatId = 1 })).String("reservationId");
        await DoAsync($"/reservations/{held}/payment", null);

        var kept = SqlMapper.GetCachedSQL(int.MaxValue).Select(text => text.Item2).ToList();

        Assert.Contains(kept, text => text.Contains("FROM outbox", StringComparison.Ordinal)); // of the same silo
        Assert.DoesNotContain(kept, NamesRows().IsMatch);
    }

    /// <summary>Each step comes to the read tables by itself, and so finds its row there.</summary>
    private async Task<ApiAnswer> DoAsync(string path, object? body)
    {
        var answer = await api.Http.PostAsync(path, body);
        Assert.True(answer.Status is 200 or 201, answer.Text);
        await api.Host.ReadTablesFollowAsync();
        return answer;
    }

    [GeneratedRegex(@"id IN \((\d|X')|CASE product_id WHEN")]
    private static partial Regex NamesRows();
}
