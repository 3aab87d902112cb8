using Commerce.Fixtures;

namespace Commerce.Http;

/// <summary>Paths, queries and methods that must be refused.</summary>
internal static class PathsAndQueries
{
    private const string Uuid = "0195a0c4-7d2e-7abc-8def-0123456789ab";

    private static readonly (string Method, string Form, string Field)[] s_idRoutes =
    [
        ("GET", "/coupons/{0}", "couponId"),
        ("GET", "/coupons/{0}/customers/1001", "couponId"),
        ("GET", "/coupons/4001/customers/{0}", "customerId"),
        ("GET", "/customers/{0}/coupons", "customerId"),
        ("GET", "/customers/{0}/orders", "customerId"),
        ("GET", "/v1/users/{0}/balance", "userId"),
        ("GET", "/v1/users/{0}/balance/history", "userId"),
        ("POST", "/v1/users/{0}/balance", "userId"),
        ("GET", "/v1/products/{0}", "productId"),
        ("GET", "/admin/coupons/{0}", "couponId"),
        ("PUT", "/admin/coupons/{0}", "couponId"),
        ("DELETE", "/admin/coupons/{0}/code", "couponId"),
        ("DELETE", "/admin/coupons/{0}/queue", "couponId"),
        ("GET", "/admin/customers/{0}", "customerId"),
        ("PUT", "/admin/customers/{0}", "customerId"),
        ("GET", "/admin/products/{0}", "productId"),
        ("PUT", "/admin/products/{0}", "productId"),
        ("POST", "/admin/products/{0}/options/6001/restock", "productId"),
        ("POST", "/admin/products/5001/options/{0}/restock", "optionId"),
        ("GET", "/concerts/{0}/schedules", "concertId"),
        ("GET", "/schedules/{0}/seats", "scheduleId"),
        ("GET", "/schedules/{0}/seat-map", "scheduleId"),
        ("GET", "/customers/{0}/reservations", "customerId"),
        ("GET", "/admin/concerts/{0}", "concertId"),
        ("PUT", "/admin/concerts/{0}", "concertId"),
    ];

    private static readonly string[] s_badIds =
    [
        "-1", "9007199254740992", "9223372036854775807", "abc", "1.5", "1.0", "1e3", "0x10", "%2B1", "1%20", "%201", "1%0a", "1%09", "NaN",
        "null", "undefined", "true", "1,000",
        "9223372036854775808", "-9223372036854775809", new('9', 400), new('a', 4_000), "%zz", "%", "%2", "%ff", "%c3%28", "%ef%bc%91",
        "%d9%a1",
        "'", "%22", "1;2", "1'--", "*", "%7b%7d", "~", "..%2f1", "1%2f2", "%e2%80%8b1", "1%e2%80%ae",
    ];

    private static readonly (string Path, string Body)[] s_bodies =
    [
        ("/v1/users", "{\"amount\":1}"),
        ("/admin/coupons", BodyRoute.All.Single(route => route.Path.StartsWith("/admin/coupons", StringComparison.Ordinal)).Good),
        ("/admin/customers", BodyRoute.All.Single(route => route.Path.StartsWith("/admin/customers", StringComparison.Ordinal)).Good),
        ("/admin/concerts", BodyRoute.All.Single(route => route.Path.StartsWith("/admin/concerts", StringComparison.Ordinal)).Good),
        ("/admin/orders", BodyRoute.All.Single(route => route.Path.StartsWith("/admin/orders", StringComparison.Ordinal)).Good),
        ("/admin/products", BodyRoute.All.Single(route => route.Path == "/admin/products/2000005").Good),
    ];

    public static IEnumerable<BadRequest> Paths =>
    [
        .. from route in s_idRoutes
           from id in s_badIds
           select new BadRequest("id in the path", Request(route.Method, string.Format(null, route.Form, id)), 400, route.Field),
        .. from route in s_idRoutes
           where route.Field is "couponId" or "productId" or "concertId" or "scheduleId" or "optionId" // a customer's may be 0
           from id in (string[])["0", "00"]
           select new BadRequest("id in the path", Request(route.Method, string.Format(null, route.Form, id)), 400, route.Field),
        .. from id in (string[])["1", "abc", Uuid.Replace("-", "", StringComparison.Ordinal), $"%7b{Uuid}%7d", Uuid[..^1], Uuid + "0",
        $"{Uuid}%00x", Uuid[..^1] + "g"]
           where !id.Contains("%00", StringComparison.Ordinal)
           select new BadRequest("order id in the path", Request("GET", $"/orders/{id}"), 400, "orderId"),
        .. from id in (string[])["1", "abc", Uuid.Replace("-", "", StringComparison.Ordinal), $"%7b{Uuid}%7d", Uuid[..^1], Uuid + "0"]
           from form in (string[])["/orders/{0}/cancel", "/admin/orders/{0}/cancel", "/admin/orders/{0}/refunds"]
           select new BadRequest("order id in the path", Request("POST", string.Format(null, form, id)), 400, "orderId"),
        .. from id in (string[])["1", "abc", Uuid.Replace("-", "", StringComparison.Ordinal), $"%7b{Uuid}%7d", Uuid[..^1], Uuid + "0",
            Uuid[..^1] + "g"]
           from route in (string[])["GET ", "DELETE ", "POST /payment"]
           let parts = route.Split(' ')
           select new BadRequest("reservation id in the path", Request(parts[0], $"/reservations/{id}{parts[1]}"), 400, "reservationId"),
        .. from token in (string[])["1", "abc", "%20", "..%2f..", "%ff", "a.b.c", Uuid, new('t', 4_000)] // no token has such a form
           from method in (string[])["GET", "DELETE"]
           select new BadRequest("token in the path", Request(method, $"/queue/tokens/{token}"), 404),
    ];

    public static IEnumerable<BadRequest> Queries =>
    [
        .. from list in (string[])["/customers/1001/coupons", "/customers/1001/orders", "/v1/products", "/v1/users/1001/balance/history",
            "/customers/1001/reservations", "/concerts", "/schedules/8003/seats", "/v1/products/popular", "/admin/audit"]
           from limit in (string[])["", "0", "-1", "101", "1.5", "1e1", "abc", "%2B5", "5%00", "5%20", "9223372036854775808", "5&limit=6",
               "%ff", "[]"]
           select new BadRequest($"limit={limit}", Request("GET", $"{list}?limit={limit}"), 400, "limit"),
        .. from days in (string[])["", "0", "-1", "366", "1.5", "1e1", "abc", "%2B5", "5%00", "9223372036854775808", "5&days=6", "%ff"]
           select new BadRequest($"days={days}", Request("GET", $"/v1/products/popular?days={days}"), 400, "days"),
        .. from list in (string[])["/customers/1001/coupons", "/v1/products", "/v1/users/1001/balance/history", "/concerts",
            "/schedules/8003/seats", "/admin/audit"]
           from after in (string[])["", "-1", "1.5", "abc", "%2B5", "5%00", "9007199254740992", "9223372036854775808", "5&after=6", "%ff"]
           select new BadRequest($"after={after}", Request("GET", $"{list}?after={after}"), 400, "after"),
        .. from after in (string[])["", "1", "abc", "1-", $"-{Uuid}", $"1-{Uuid}", "1%00-0195a0c47d2e7abc8def0123456789ab",
            "99999999999999999999-0195a0c47d2e7abc8def0123456789ab"]
           from list in (string[])["orders", "reservations"]
           select new BadRequest($"after={after}", Request("GET", $"/customers/1001/{list}?after={after}"), 400, "after"),
        .. from user in (string[])["", "?userId=", "?userId=9007199254740992", "?userId=-1", "?userId=abc", "?userId=1.5", "?userId=1e3",
            "?userId=%2B1", "?userId=1%00", "?userId=1%20",
               "?userId=9223372036854775808", "?userId=1&userId=2", "?userid", "?user=1", "?userId[]=1", "?userId=%ff",
                   "?userId=" + new string('1', 4_000), "?=1", "?&&&"]
           select new BadRequest($"query '{user}'", Request("POST", $"/coupon/apply{user}"), 400, "userId"),
        .. from key in (string[])["", "two words", new('k', 201)]
           select new BadRequest($"Idempotency-Key of {key.Length}",
               Request("POST", "/coupon/apply?userId=2000006").With("Idempotency-Key", key), 400, "Idempotency-Key"),
    ];

    public static IEnumerable<BadRequest> Methods =>
    [
        .. from route in BodyRoute.All
           from method in (string[])["DELETE", "PATCH", "OPTIONS", "TRACE", "COUPON", route.Method == "PUT" ? "POST" : "PUT"]
           select new BadRequest("method", route.Request with { Method = method }, 405),
        .. from path in (string[])["/coupons/4001", "/v1/products", "/v1/products/5001", $"/orders/{Uuid}", "/customers/1001/coupons",
        "/v1/users/1001/balance/history"]
           from method in (string[])["POST", "PUT", "DELETE", "PATCH"]
           select new BadRequest("method", new(method, path) { Body = "{}"u8.ToArray() }, 405),
        .. from path in (string[])["/coupons/issue", "/coupon/apply", "/api/v1/coupons/issue", "/orders", "/payments", "/v1/orders",
            "/queue/tokens"]
           where path != "/coupons/issue" // read as a coupon's id
           select new BadRequest("method", new("GET", path), 405),
    ];

    public static IEnumerable<BadRequest> UnknownRoutes =>
        from path in (string[])["/coupon", "/coupons", "/coupons/4001/x", "/coupons/issue/x", "/api", "/api/v1", "/api/v2/coupons/issue",
            "/v1", "/v1/users", "/v1/users/1001",
            "/customers", "/customers/1001", "/health", "/health/x", "/openapi", "/openapi/v2.json", "/openapi/v1.yaml.bak", "/docs/x",
            "/favicon.ico", "/noop", "/.env",
            "/..%2f..%2fetc%2fpasswd", "//coupons/4001", "/coupons//4001", "/coupons\\4001", "/쿠폰", "/" + new string('a', 4_000),
            "/coupons/4001%2fx/y"]
        select new BadRequest("no such route", new("GET", path), 404);

    private static ApiRequest Request(string method, string path)
    {
        var request = new ApiRequest(method, path);
        if (path.StartsWith("/admin/", StringComparison.Ordinal))
            request = request.AsAdmin();
        var body = s_bodies.FirstOrDefault(b => path.StartsWith(b.Path, StringComparison.Ordinal)).Body;
        return method is "GET" or "DELETE" || body is null ? request : request with { Body = System.Text.Encoding.UTF8.GetBytes(body) };
    }
}
