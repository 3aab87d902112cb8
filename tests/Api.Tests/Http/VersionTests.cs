using System.Text;
using System.Text.Json.Nodes;
using Commerce.Fixtures;

namespace Commerce.Http;

/// <summary>Two administrators, each with what they read.</summary>
[Collection(ApiTests.Name)]
public sealed class VersionTests(ApiFixture api)
{
    private const string NoOnes = "\"00000000000000000000000000000000\"";

    public static TheoryData<string> Resources => ["coupons", "products", "customers", "concerts"];

    [Theory]
    [MemberData(nameof(Resources))]
    public async Task Put_WhatSomebodyChangedMeanwhile_IsVersionMismatchAndChangesNothing(string resource)
    {
        var path = await NewAsync(resource);
        var read = await GetAsync(path);
        var mine = await PutAsync(path, Renamed(read, "Mine"), Tag(read));

        Assert.Equal((200, Tag(await GetAsync(path))), (mine.Status, Tag(mine)));
        Assert.NotEqual(Tag(read), Tag(mine));
        var before = await api.Host.JournalAsync();
        (await PutAsync(path, Renamed(read, "Theirs"), Tag(read))).AssertProblem(412, "VERSION_MISMATCH");
        Assert.Equal(before, await api.Host.JournalAsync());
        Assert.Equal(mine.Text, (await GetAsync(path)).Text);
        (await PutAsync(path, Renamed(read, "Theirs"), "\"*\"")).AssertProblem(412, "VERSION_MISMATCH"); // a tag like any other

        (await PutAsync(path, Renamed(read, "Theirs"), $"{NoOnes}, {Tag(mine)}")).AssertStatus(200);
        (await PutAsync(path, Renamed(read, "Last"), null)).AssertStatus(200); // without the header the last one wins
        (await PutAsync(path, Renamed(read, "Any"), "*")).AssertStatus(200);
        Assert.Equal(Tag(read), Tag(await PutAsync(path, JsonNode.Parse(read.Text)!, null))); // the same definition as at first
    }

    [Theory]
    [InlineData("code")]
    [InlineData("queue")]
    public async Task Delete_WithATag_IsRefused_ForNothingLooksAtIt(string part)
    {
        var path = await NewAsync("coupons");
        var before = await api.Host.JournalAsync();
        (await api.Http.SendAsync(new ApiRequest("DELETE", $"{path}/{part}").AsAdmin().With("If-Match", Tag(await GetAsync(path)))))
            .AssertProblem(400, "INVALID_INPUT", "If-Match");
        Assert.Equal(before, await api.Host.JournalAsync());
    }

    [Theory]
    [MemberData(nameof(Resources))]
    public async Task Put_ByManyWhoReadTheSame_IsDoneOnce(string resource)
    {
        var path = await NewAsync(resource);
        var read = await GetAsync(path);

        var answers = await Task.WhenAll(Enumerable.Range(0, 10).Select(i => PutAsync(path, Renamed(read, $"Name {i}"), Tag(read))));

        var done = Assert.Single(answers, answer => answer.Status == 200);
        Assert.Equal(9, answers.Count(answer => answer.Code == "VERSION_MISMATCH"));
        Assert.Equal(done.Text, (await GetAsync(path)).Text);
    }

    [Theory]
    [MemberData(nameof(Resources))]
    public async Task Put_OfWhatIsNotThere_IsVersionMismatch(string resource)
    {
        var read = await GetAsync(await NewAsync(resource));
        var path = $"/admin/{resource}/{api.NewId()}";

        (await PutAsync(path, Renamed(read, "New"), Tag(read))).AssertProblem(412, "VERSION_MISMATCH");
        (await PutAsync(path, Renamed(read, "New"), "*")).AssertProblem(412, "VERSION_MISMATCH");
        (await api.Http.SendAsync(new ApiRequest("GET", path).AsAdmin())).AssertStatus(404);
    }

    [Fact]
    public async Task ETag_IsOfTheDefinition_NotOfWhatIsSoldAndIssued()
    {
        var (userId, productId) = (await api.NewCustomerAsync(balance: 1_000), await api.NewProductAsync(price: 10, stock: 9));
        var couponId = await api.NewCampaignAsync();
        string[] paths = [$"/admin/customers/{userId}", $"/admin/products/{productId}", $"/admin/coupons/{couponId}"];
        var before = await TagsAsync(paths);

        (await api.Http.PostAsync("/coupons/issue", new { couponId, customerId = userId })).AssertStatus(201);
        (await api.Http.PostAsync("/v1/orders",
            new { userId, totalAmount = 10, products = new[] { new { productId, quantity = 1 } } })).AssertStatus(200);

        Assert.Equal(before, await TagsAsync(paths));
        var restock = new ApiRequest("POST", $"/admin/products/{productId}/options/{productId}/restock")
        {
            Body = "{\"quantity\":1}"u8.ToArray(),
        };
        var restocked = (await api.Http.SendAsync(restock.AsAdmin())).AssertStatus(200);
        Assert.NotEqual(before[1], Tag(restocked));
        Assert.Equal(Tag(restocked), (await TagsAsync(paths))[1]);
    }

    [Fact]
    public async Task ETag_OfACampaign_IsOfItsQueueToo()
    {
        var couponId = await api.NewCampaignAsync();
        var path = $"/admin/coupons/{couponId}";
        var read = await GetAsync(path);
        var queued = JsonNode.Parse(read.Text)!;
        queued["queue"] = new JsonObject { ["maxActive"] = 3, ["admissionsPerSecond"] = 4 };
        var first = (await PutAsync(path, queued, Tag(read))).AssertStatus(200);

        queued["queue"]!["maxActive"] = 5;
        (await PutAsync(path, queued, Tag(read))).AssertProblem(412, "VERSION_MISMATCH");
        Assert.Equal(3, (await GetAsync(path)).Json.GetProperty("queue").GetProperty("maxActive").GetInt64());
        (await PutAsync(path, queued, Tag(first))).AssertStatus(200);
        (await PutAsync(path, queued, Tag(first))).AssertProblem(412, "VERSION_MISMATCH");
    }

    [Theory]
    [InlineData("")]
    [InlineData("no-quotes")]
    [InlineData("\"a\" \"b\"")]
    public async Task IfMatch_Malformed_IsRefused(string header)
    {
        var path = await NewAsync("customers");
        (await PutAsync(path, Renamed(await GetAsync(path), "New"), header)).AssertProblem(400, "INVALID_INPUT", "If-Match");
    }

    [Fact]
    public async Task IfMatch_WeakTag_IsEqualToNone()
    {
        var path = await NewAsync("customers");
        var read = await GetAsync(path);
        (await PutAsync(path, Renamed(read, "New"), $"W/{Tag(read)}")).AssertProblem(412, "VERSION_MISMATCH");
    }

    private static string Tag(ApiAnswer answer) => answer.Headers["ETag"];

    private static JsonNode Renamed(ApiAnswer read, string name)
    {
        var body = JsonNode.Parse(read.Text)!;
        body[body["username"] is null ? "name" : "username"] = name;
        if (body["balance"] is not null)
            body["openingBalance"] = 0;
        return body;
    }

    private async Task<string> NewAsync(string resource) => $"/admin/{resource}/" + resource switch
    {
        "coupons" => await api.NewCampaignAsync(),
        "products" => await api.NewProductAsync(price: 100, stock: 5),
        "customers" => await api.NewCustomerAsync(balance: 500),
        _ => await api.NewScheduleAsync(),
    };

    private async Task<string[]> TagsAsync(string[] paths) => [.. (await Task.WhenAll(paths.Select(GetAsync))).Select(Tag)];

    private async Task<ApiAnswer> GetAsync(string path) =>
        (await api.Http.SendAsync(new ApiRequest("GET", path).AsAdmin())).AssertStatus(200);

    private Task<ApiAnswer> PutAsync(string path, JsonNode body, string? ifMatch)
    {
        var request = new ApiRequest("PUT", path) { Body = Encoding.UTF8.GetBytes(body.ToJsonString()), IsReadBack = true }.AsAdmin();
        return api.Http.SendAsync(ifMatch is null ? request : request.With("If-Match", ifMatch));
    }
}
