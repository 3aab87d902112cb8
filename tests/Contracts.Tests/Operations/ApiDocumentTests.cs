using System.Globalization;
using System.Net;
using System.Reflection;
using Commerce.Hosting;
using Commerce.Http;
using Commerce.Testing;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;

namespace Commerce.Operations;

/// <summary>What people read of the API, and what it does.</summary>
public sealed class ApiDocumentTests
{
    private static readonly string Text = Documents.Read("docs", "api.md");

    [Fact]
    public void Codes_OfTheTable_AreThoseOfTheApiEachOnce()
    {
        var expected = typeof(CommerceApi).Assembly.GetTypes()
            .SelectMany(type => type.GetFields(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic))
            .Where(field => field.FieldType == typeof(ProblemType)).Select(field => (ProblemType)field.GetValue(null)!)
            .GroupBy(type => type.Code)
            .Select(code => $"{code.Key} {string.Join(", ", code.Select(type => type.Status).Distinct().Order())}");
        var told = Documents.Rows(Text, "## Error codes").Select(row => $"{row[0].Trim('`')} {row[1]}");

        Documents.AssertTold("docs/api.md, '## Error codes'", expected, told);
    }

    [Fact]
    public void Codes_OfTheTable_SayWhatTheyMeanAndWhatToDo() =>
        Assert.All(Documents.Rows(Text, "## Error codes"), row => Assert.All(row, cell => Assert.NotEmpty(cell)));

    [Fact]
    public async Task Routes_OfTheTable_AreThoseOfTheApiWithWhatTheyAnswer()
    {
        using var folder = new TempFolder();
        await using var app = SiloHost.Build([$"--Storage:Directory={folder.Path}"]);
        var expected = ((IEndpointRouteBuilder)app).DataSources.SelectMany(source => source.Endpoints).OfType<RouteEndpoint>()
            .Where(route => route.Metadata.GetMetadata<Refusals>() is not null).Select(Row);
        var told = Documents.Rows(Text, "## Routes").Select(row => $"{row[0]} | {row[1]} | {row[2]}");

        Documents.AssertTold("docs/api.md, '## Routes'", expected, told);
    }

    [Fact]
    public void Page_FirstSteps_AreThoseOfTheReadme()
    {
        using var page = new StreamReader(typeof(CommerceApi).Assembly.GetManifestResourceStream("Commerce.Http.Welcome.html")!);
        var readme = Documents.Read("README.md");
        var steps = WebUtility.HtmlDecode(page.ReadToEnd()).Split('\n').Select(line => line.Replace("<pre>", "", StringComparison.Ordinal)
            .Replace("</pre>", "", StringComparison.Ordinal)).Where(line => line.StartsWith("curl", StringComparison.Ordinal)).ToList();

        Assert.InRange(steps.Count, 5, 20);
        Assert.All(steps, step => Assert.Contains(step, readme, StringComparison.Ordinal));
    }

    private static string Row(RouteEndpoint route)
    {
        var method = route.Metadata.GetMetadata<IHttpMethodMetadata>()!.HttpMethods[0];
        var success = route.Metadata.GetOrderedMetadata<IProducesResponseTypeMetadata>().Select(response => response.StatusCode)
            .Where(status => status < 400).Distinct().Order().Select(status => status.ToString(CultureInfo.InvariantCulture));
        var refusals = route.Metadata.GetMetadata<Refusals>()!.Own.GroupBy(type => type.Status).OrderBy(status => status.Key)
            .Select(status => $"{status.Key} {string.Join(", ", status.Select(type => $"`{type.Code}`"))}");
        return $"`{method} /{route.RoutePattern.RawText!.Trim('/')}` | {string.Join(", ", success)} | {string.Join("; ", refusals)}";
    }
}
