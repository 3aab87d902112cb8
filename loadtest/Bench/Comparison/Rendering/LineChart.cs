using System.Globalization;
using System.Net;
using System.Text;

namespace Commerce.Bench.Comparison.Rendering;

/// <summary>One line of a chart.</summary>
/// <param name="Name">In the legend.</param>
/// <param name="Style">Its class: <c>ours</c>, <c>theirs</c> or <c>third</c>, which differ in colour, dashes and marks.</param>
/// <param name="Values">At each place of the axis; missing ones leave a gap.</param>
internal sealed record Line(string Name, string Style, IReadOnlyList<double?> Values);

/// <summary>Lines over an axis, as SVG that stands in a page. It names itself and its last values for those who do not see it.</summary>
/// <param name="Id">Of its own in the page.</param>
/// <param name="Title">What it shows, with the unit.</param>
/// <param name="Axis">What is along the axis.</param>
/// <param name="Labels">A label for each place; empty ones are left out.</param>
/// <param name="Lines">All of the same length as the labels.</param>
internal sealed record LineChart(string Id, string Title, string Axis, IReadOnlyList<string> Labels, IReadOnlyList<Line> Lines)
{
    private const int Width = 460;
    private const int Height = 250;
    private const int Left = 62;
    private const int Right = 16;
    private const int Top = 46;
    private const int Bottom = 44;
    private const int Steps = 4;
    private const int MostMarks = 12; // with more places than that a line has none

    public string ToSvg()
    {
        var step = Step(Lines.SelectMany(line => line.Values).Max() ?? 0);
        var svg = new StringBuilder();
        svg.Append(CultureInfo.InvariantCulture,
            $"<svg viewBox=\"0 0 {Width} {Height}\" role=\"img\" aria-labelledby=\"{Id}-title {Id}-desc\">\n")
            .Append(CultureInfo.InvariantCulture, $"<title id=\"{Id}-title\">{Text(Title)}</title>")
            .Append(CultureInfo.InvariantCulture, $"<desc id=\"{Id}-desc\">{Text(Describe())}</desc>\n")
            .Append(CultureInfo.InvariantCulture, $"<text class=\"name\" x=\"{Left}\" y=\"14\">{Text(Title)}</text>\n");
        AppendGrid(svg, step);
        for (var i = 0; i < Lines.Count; i++)
            AppendLine(svg, Lines[i], i, step * Steps);
        return svg.Append("</svg>").ToString();
    }

    private string Describe()
    {
        var last = Labels.LastOrDefault(label => label.Length > 0);
        return string.Join("; ", Lines.Select(line => line.Values.LastOrDefault(value => value is not null) is { } value
            ? $"{line.Name}: {Number(value)} at {last} {Axis}"
            : $"{line.Name}: nothing"));
    }

    private void AppendGrid(StringBuilder svg, double step)
    {
        for (var i = 0; i <= Steps; i++)
        {
            var y = Y(i * step, step * Steps);
            svg.Append(CultureInfo.InvariantCulture,
                $"<line class=\"grid\" x1=\"{Left}\" y1=\"{y:0.#}\" x2=\"{Width - Right}\" y2=\"{y:0.#}\"/>")
                .Append(CultureInfo.InvariantCulture,
                $"<text class=\"tick\" x=\"{Left - 6}\" y=\"{y + 4:0.#}\" text-anchor=\"end\">{Number(i * step)}</text>\n");
        }
        for (var i = 0; i < Labels.Count; i++)
        {
            if (Labels[i].Length > 0)
            {
                svg.Append(CultureInfo.InvariantCulture, $"<text class=\"tick\" x=\"{X(i):0.#}\" y=\"{Height - Bottom + 16}\" ")
                    .Append(CultureInfo.InvariantCulture, $"text-anchor=\"middle\">{Text(Labels[i])}</text>\n");
            }
        }
        svg.Append(CultureInfo.InvariantCulture,
            $"<text class=\"tick\" x=\"{(Left + Width - Right) / 2}\" y=\"{Height - 8}\" text-anchor=\"middle\">{Text(Axis)}</text>\n");
    }

    private void AppendLine(StringBuilder svg, Line line, int place, double top)
    {
        var legend = Left + place * ((Width - Left - Right) / Lines.Count);
        svg.Append(CultureInfo.InvariantCulture,
            $"<g class=\"{line.Style}\"><line class=\"line\" x1=\"{legend}\" y1=\"30\" x2=\"{legend + 22}\" y2=\"30\"/>")
            .Append(CultureInfo.InvariantCulture, $"<text class=\"tick\" x=\"{legend + 27}\" y=\"34\">{Text(line.Name)}</text>");
        var path = new StringBuilder();
        var drawing = false;
        for (var i = 0; i < line.Values.Count; i++)
        {
            if (line.Values[i] is not { } value)
            {
                drawing = false;
                continue;
            }
            path.Append(CultureInfo.InvariantCulture, $"{(drawing ? 'L' : 'M')}{X(i):0.#} {Y(value, top):0.#}");
            drawing = true;
            if (line.Values.Count <= MostMarks)
                AppendMark(svg, line.Style, X(i), Y(value, top));
        }
        svg.Append(CultureInfo.InvariantCulture, $"<path class=\"line\" d=\"{path}\"/></g>\n");
    }

    private static void AppendMark(StringBuilder svg, string style, double x, double y) => svg.Append(style == "ours"
        ? string.Create(CultureInfo.InvariantCulture, $"<circle cx=\"{x:0.#}\" cy=\"{y:0.#}\" r=\"4\"/>")
        : string.Create(CultureInfo.InvariantCulture, $"<rect x=\"{x - 4:0.#}\" y=\"{y - 4:0.#}\" width=\"8\" height=\"8\"/>"));

    private double X(int place) =>
        Labels.Count < 2 ? (Left + Width - Right) / 2.0 : Left + 12 + place * (Width - Left - Right - 24.0) / (Labels.Count - 1);

    private static double Y(double value, double top) => Height - Bottom - value / top * (Height - Top - Bottom);

    /// <summary>A round number, four of which reach over the highest value.</summary>
    private static double Step(double highest)
    {
        if (highest <= 0)
            return 1;
        var power = Math.Pow(10, Math.Floor(Math.Log10(highest / Steps)));
        return new[] { 1, 2, 2.5, 5, 10 }.Select(factor => factor * power).First(step => step * Steps >= highest * 0.999);
    }

    private static string Number(double value) => value.ToString(value < 10 ? "0.##" : "#,0", CultureInfo.InvariantCulture);

    private static string Text(string text) => WebUtility.HtmlEncode(text);
}
