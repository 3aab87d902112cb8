using Commerce.Fixtures;

namespace Commerce.Http;

/// <summary>A field of a body: a good value, and bad ones.</summary>
internal sealed record BodyField(string Name, string Good, BadValue[] Bad);

/// <summary>A route that takes a body.</summary>
internal sealed record BodyRoute(string Method, string Path, params BodyField[] Fields)
{
    public ApiRequest Request => Path.StartsWith("/admin/", StringComparison.Ordinal)
        ? new ApiRequest(Method, Path).AsAdmin()
        : new ApiRequest(Method, Path);

    public string Good => With(null, null);

    /// <summary>The body with one field's value replaced, or left out.</summary>
    public string With(string? field, string? json) => $"{{{string.Join(',', Fields
        .Where(f => f.Name != field || json is not null)
        .Select(f => $"\"{f.Name}\":{(f.Name == field ? json : f.Good)}"))}}}";

    /// <summary>Every route that takes a body. The good values are for things that do not exist: nothing could come of them.</summary>
    public static IReadOnlyList<BodyRoute> All { get; } =
    [
        new("POST", "/coupons/issue", new("couponId", "4001", BadValue.Id), new("customerId", "2000001", BadValue.CustomerId)),
        new("POST", "/api/v1/coupons/issue", new("userId", "2000002", BadValue.CustomerId),
            new("couponCode", "\"COUPON2025\"", BadValue.Text(50))),
        new("POST", "/v1/users/1001/balance", new BodyField("amount", "1", BadValue.Number(1, 1_000_000_000_000)),
            new BodyField("reference", "\"pay_7\"", [.. BadValue.Text(100).Except(BadValue.Missing)])),
        new("POST", "/orders",
            new("customerId", "1001", BadValue.CustomerId), new("couponId", "4001", BadValue.OptionalId),
            new("items", "[{\"productId\":5001,\"productOptionId\":6001,\"quantity\":1}]",
            [
                .. BadValue.List("{\"productId\":5001,\"productOptionId\":6001,\"quantity\":1}", 50),
                .. Nested(BadValue.Id, "[{{\"productId\":{0},\"productOptionId\":6001,\"quantity\":1}}]"),
                .. Nested(BadValue.Id, "[{{\"productId\":5001,\"productOptionId\":{0},\"quantity\":1}}]"),
                .. Nested(BadValue.Number(1, 10_000), "[{{\"productId\":5001,\"productOptionId\":6001,\"quantity\":{0}}}]"),
            ])),
        new("POST", "/admin/orders/0195a0c4-7d2e-7abc-8def-0123456789ab/refunds",
            new("items", "[{\"productOptionId\":6001,\"quantity\":1}]",
            [
                .. BadValue.List("{\"productOptionId\":6001,\"quantity\":1}", 50),
                new("an option twice", "[{\"productOptionId\":6001,\"quantity\":1},{\"productOptionId\":6001,\"quantity\":2}]"),
                .. Nested(BadValue.OptionalId, "[{{\"productId\":{0},\"productOptionId\":6001,\"quantity\":1}}]"),
                .. Nested(BadValue.Id, "[{{\"productOptionId\":{0},\"quantity\":1}}]"),
                .. Nested(BadValue.Number(1, 10_000), "[{{\"productOptionId\":6001,\"quantity\":{0}}}]"),
            ]),
            new("restock", "true", BadValue.Boolean),
            new("reason", "\"damaged\"", BadValue.Text(200))),
        new("POST", "/payments", new BodyField("orderId", "\"0195a0c4-7d2e-7abc-8def-0123456789ab\"", BadValue.Uuid)),
        new("POST", "/v1/orders",
            new("userId", "1001", BadValue.CustomerId), new("totalAmount", "600", BadValue.Number(0, 1_000_000_000_000_000)),
            new("products", "[{\"productId\":4,\"quantity\":1}]",
            [
                .. BadValue.List("{\"productId\":4,\"quantity\":1}", 50),
                .. Nested(BadValue.Id, "[{{\"productId\":{0},\"quantity\":1}}]"),
                .. Nested(BadValue.Number(1, 10_000), "[{{\"productId\":4,\"quantity\":{0}}}]"),
            ])),
        new("PUT", "/admin/coupons/2000003",
            new("name", "\"n\"", BadValue.Text(200)),
            new("code", "\"CODE-2000003\"",
                [.. BadValue.Text(50).Except(BadValue.Missing), new("not ASCII", "\"쿠폰\""), new("slash", "\"a/b\"")]),
            new("discountType", "\"RATE\"",
                [.. BadValue.Text(10), new("other case", "\"rate\""), new("its number", "1"), new("unknown", "\"FREE\"")]),
            new("discountAmount", "10", BadValue.Number(1, 100)),
            new("totalQuantity", "10", BadValue.Number(1, 100_000_000)),
            new("startedAt", "\"2025-03-01T00:00:00Z\"", BadValue.Moment),
            new("expiredAt", "\"2025-04-01T00:00:00Z\"", [.. BadValue.Moment, new("not after the start", "\"2025-03-01T00:00:00Z\"")]),
            new("paused", "true", [new("text", "\"true\""), new("number", "1"), new("array", "[]")]),
            new("usableUntil", "\"2025-05-01T00:00:00Z\"",
                [.. BadValue.Moment.Except(BadValue.Missing), new("before the end", "\"2025-03-31T23:59:59Z\"")]),
            new("queue", "{\"maxActive\":1,\"admissionsPerSecond\":1}",
            [
                new("text", "\"queue\""), new("number", "1"), new("array", "[]"), new("nothing known in it", "{}"),
                .. Nested(BadValue.Number(1, 100_000), "{{\"maxActive\":{0},\"admissionsPerSecond\":1}}"),
                .. Nested(BadValue.Number(1, 10_000), "{{\"maxActive\":1,\"admissionsPerSecond\":{0}}}"),
                .. Nested(BadValue.Number(1, 86_400).Except(BadValue.Missing),
                    "{{\"maxActive\":1,\"admissionsPerSecond\":1,\"activeSeconds\":{0}}}"),
                .. Nested(BadValue.Number(10, 86_400).Except(BadValue.Missing),
                    "{{\"maxActive\":1,\"admissionsPerSecond\":1,\"waitingTimeoutSeconds\":{0}}}"),
                .. Nested(BadValue.Moment.Except(BadValue.Missing), "{{\"maxActive\":1,\"admissionsPerSecond\":1,\"opensAt\":{0}}}"),
            ])),
        new("POST", "/queue/tokens", new("userId", "2000007", BadValue.CustomerId), new("couponId", "4004", BadValue.OptionalId)),
        new("POST", "/reservations",
            new("userId", "2000008", BadValue.CustomerId), new("scheduleId", "2000009", BadValue.Id), new("seatId", "1", BadValue.Id)),
        new("PUT", "/admin/concerts/2000010",
            new("name", "\"n\"", BadValue.Text(200)),
            new("queue", "{\"maxActive\":1,\"admissionsPerSecond\":1}",
            [
                new("text", "\"queue\""), new("nothing known in it", "{}"),
                .. Nested(BadValue.Number(1, 100_000), "{{\"maxActive\":{0},\"admissionsPerSecond\":1}}"),
            ]),
            new("schedules", "[{\"scheduleId\":2000011,\"startsAt\":\"2030-04-01T00:00:00Z\",\"price\":1,\"seats\":1}]",
            [
                .. BadValue.List("{\"scheduleId\":2000011,\"startsAt\":\"2030-04-01T00:00:00Z\",\"price\":1,\"seats\":1}", 100),
                .. Nested(BadValue.Id, "[{{\"scheduleId\":{0},\"startsAt\":\"2030-04-01T00:00:00Z\",\"price\":1,\"seats\":1}}]"),
                .. Nested(BadValue.Moment, "[{{\"scheduleId\":2000011,\"startsAt\":{0},\"price\":1,\"seats\":1}}]"),
                .. Nested(BadValue.Number(0, 1_000_000_000),
                    "[{{\"scheduleId\":2000011,\"startsAt\":\"2030-04-01T00:00:00Z\",\"price\":{0},\"seats\":1}}]"),
                .. Nested(BadValue.Number(1, 100_000),
                    "[{{\"scheduleId\":2000011,\"startsAt\":\"2030-04-01T00:00:00Z\",\"price\":1,\"seats\":{0}}}]"),
            ])),
        new("PUT", "/admin/customers/2000004",
            new("username", "\"n\"", BadValue.Text(100)), new("openingBalance", "1", BadValue.Number(0, 1_000_000_000_000))),
        new("PUT", "/admin/products/2000005",
            new("name", "\"n\"", BadValue.Text(200)), new("basePrice", "1", BadValue.Number(0, 1_000_000_000)),
            new("options", "[{\"productOptionId\":1,\"name\":\"o\",\"extraPrice\":0,\"stock\":1}]",
            [
                .. BadValue.List("{\"productOptionId\":1,\"name\":\"o\",\"extraPrice\":0,\"stock\":1}", 100),
                new("an option twice", "[{\"productOptionId\":1,\"name\":\"o\",\"extraPrice\":0,\"stock\":1}," +
                    "{\"productOptionId\":1,\"name\":\"p\",\"extraPrice\":0,\"stock\":1}]"),
                .. Nested(BadValue.Id, "[{{\"productOptionId\":{0},\"name\":\"o\",\"extraPrice\":0,\"stock\":1}}]"),
                .. Nested(BadValue.Text(100), "[{{\"productOptionId\":1,\"name\":{0},\"extraPrice\":0,\"stock\":1}}]"),
                .. Nested(BadValue.Number(0, 1_000_000_000), "[{{\"productOptionId\":1,\"name\":\"o\",\"extraPrice\":{0},\"stock\":1}}]"),
                .. Nested(BadValue.Number(0, 1_000_000_000), "[{{\"productOptionId\":1,\"name\":\"o\",\"extraPrice\":0,\"stock\":{0}}}]"),
                .. Nested(BadValue.Number(0, 1_000_000_000),
                    "[{{\"productOptionId\":1,\"name\":\"o\",\"extraPrice\":0,\"supplied\":{0}}}]"),
            ])),
        new("POST", "/admin/products/5001/options/6001/restock", new BodyField("quantity", "1", BadValue.Number(1, 1_000_000_000))),
    ];

    private static IEnumerable<BadValue> Nested(IEnumerable<BadValue> values, string form) => values
        .Where(value => value.Json is not null)
        .Select(value => new BadValue($"{value.Name} in {form.Split("{0}")[0].Split('"')[^2]}", string.Format(null, form, value.Json)));
}
