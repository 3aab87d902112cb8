using System.Text;

namespace Commerce.Http;

/// <summary>Requests that must be refused, by what is wrong with them.</summary>
internal static class BadRequests
{
    private const int MaxBody = 64 * 1024;

    public static Dictionary<string, Func<IEnumerable<BadRequest>>> Groups { get; } = new()
    {
        ["fields"] = () => BodyRoute.All.SelectMany(Fields),
        ["bodies"] = () => BodyRoute.All.SelectMany(Bodies),
        ["media types"] = () => BodyRoute.All.SelectMany(MediaTypes),
        ["sizes"] = () => BodyRoute.All.SelectMany(Sizes),
        ["keys"] = () => BodyRoute.All.SelectMany(Keys),
        ["paths"] = () => PathsAndQueries.Paths,
        ["queries"] = () => PathsAndQueries.Queries,
        ["methods"] = () => PathsAndQueries.Methods,
        ["routes"] = () => PathsAndQueries.UnknownRoutes,
    };

    private static IEnumerable<BadRequest> Fields(BodyRoute route) =>
        from field in route.Fields
        from value in field.Bad
        select new BadRequest($"{field.Name} is {value.Name}",
            route.Request with { Body = Encoding.UTF8.GetBytes(route.With(field.Name, value.Json)) }, 400, field.Name);

    private static IEnumerable<BadRequest> Bodies(BodyRoute route)
    {
        var good = route.Good;
        var bytes = Encoding.UTF8.GetBytes(good);
        var first = route.Fields[0];
        (string Name, byte[]? Body)[] bodies =
        [
            ("no body", null),
            ("empty", []),
            ("blank", " \r\n\t "u8.ToArray()),
            ("null", "null"u8.ToArray()),
            ("an array", Encoding.UTF8.GetBytes($"[{good}]")),
            ("a text", Encoding.UTF8.GetBytes("\"body\"")),
            ("a number", "1"u8.ToArray()),
            ("true", "true"u8.ToArray()),
            ("no fields", "{}"u8.ToArray()),
            ("not JSON", "couponId=1&customerId=2"u8.ToArray()),
            ("XML", "<couponId>1</couponId>"u8.ToArray()),
            ("cut in the middle", bytes[..(bytes.Length / 2)]),
            ("cut before its end", bytes[..^1]),
            ("two bodies", [.. bytes, .. bytes]),
            ("more after it", [.. bytes, .. "x"u8]),
            ("a NUL after it", [.. bytes, 0]),
            ("trailing comma", Encoding.UTF8.GetBytes($"{good[..^1]},}}")),
            ("a comment", Encoding.UTF8.GetBytes($"/* */{good}")),
            ("single quotes", Encoding.UTF8.GetBytes(good.Replace('"', '\''))),
            ("no quotes", Encoding.UTF8.GetBytes($"{{{first.Name}:1}}")),
            ("no colon", Encoding.UTF8.GetBytes($"{{\"{first.Name}\" {first.Good}}}")),
            ("a field twice", Encoding.UTF8.GetBytes($"{good[..^1]},\"{first.Name}\":{first.Good}}}")),
            ("a field twice in two cases", Encoding.UTF8.GetBytes($"{good[..^1]},\"{first.Name.ToUpperInvariant()}\":{first.Good}}}")),
            ("an unknown field too deep", Encoding.UTF8.GetBytes($"{good[..^1]},\"x\":{new string('[', 70)}{new string(']', 70)}}}")),
            ("very deep", Encoding.UTF8.GetBytes(new string('[', 30_000))),
            ("UTF-16", Encoding.Unicode.GetBytes(good)),
            ("UTF-16 with its mark", [.. Encoding.Unicode.GetPreamble(), .. Encoding.Unicode.GetBytes(good)]),
            ("UTF-32", Encoding.UTF32.GetBytes(good)),
            ("a second byte order mark", [.. Encoding.UTF8.GetPreamble(), .. Encoding.UTF8.GetPreamble(), .. bytes]),
            ("text that is not UTF-8", Encoding.Latin1.GetBytes(route.With(first.Name, "\"\u00c3(\""))),
            ("text that is a surrogate as UTF-8", Encoding.Latin1.GetBytes(route.With(first.Name, "\"\u00ed\u00a0\u0080\""))),
            ("text that is cut UTF-8", Encoding.Latin1.GetBytes(route.With(first.Name, "\"\u00ed\u0095\""))),
            ("bytes without meaning", [0x00, 0xFF, 0xFE, 0x80, 0x1F, 0x8B]),
        ];
        return bodies.Select(body => new BadRequest(body.Name, route.Request with { Body = body.Body }, body.Body is null ? 0 : 400));
    }

    private static IEnumerable<BadRequest> MediaTypes(BodyRoute route)
    {
        var good = Encoding.UTF8.GetBytes(route.Good);
        string?[] types =
        [
            null, "", "text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "application/xml",
                "application/octet-stream",
            "text/json+x", "json", "application/", "/json", "application/json/x", ";", "application/json; charset=utf-16",
            "application/json; charset=latin1",
            "application/json; charset=klingon", "application/json; charset=\"\"", "application/json; charset",
            "application/json; charset=utf-8; charset=utf-16",
            "application/jsonp", "application/json, text/plain",
        ];
        return types.Select(type =>
            new BadRequest($"Content-Type {type ?? "missing"}", route.Request with { Body = good, ContentType = type }, 415));
    }

    private static IEnumerable<BadRequest> Sizes(BodyRoute route)
    {
        var large = Encoding.UTF8.GetBytes($"{route.Good[..^1]},\"x\":\"{new string('x', MaxBody)}\"}}");
        var blank = Encoding.UTF8.GetBytes(route.Good + new string(' ', MaxBody));
        foreach (var chunked in new[] { false, true })
        {
            var how = chunked ? "in chunks" : "with its length";
            yield return new($"too large, {how}", route.Request with { Body = large, Chunked = chunked }, 413);
            yield return new($"too much blank space, {how}", route.Request with { Body = blank, Chunked = chunked }, 413);
        }
    }

    private static IEnumerable<BadRequest> Keys(BodyRoute route)
    {
        var request = route.Request with { Body = Encoding.UTF8.GetBytes(route.Good) };
        string[] keys = ["", " ", "two words", "tab\there", "열쇠", "caf\u00e9", "\u007f", new('k', 201), new('k', 10_000)];
        foreach (var key in keys)
            yield return new($"Idempotency-Key of {key.Length}: {key[..Math.Min(key.Length, 20)]}", request.With("Idempotency-Key", key),
                400, "Idempotency-Key");
        yield return new("two Idempotency-Keys", request.With("Idempotency-Key", "a").With("Idempotency-Key", "b"), 400, "Idempotency-Key");
    }
}
