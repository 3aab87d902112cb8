using System.Globalization;
using System.Net;
using System.Text;

namespace Commerce.Bench.Comparison.Rendering;

/// <summary>Figures as a table, whose rows are named by their first cell.</summary>
internal static class HtmlTable
{
    public static void AppendTo(StringBuilder page, IEnumerable<string> heads, IEnumerable<string[]> rows)
    {
        page.Append("<div class=\"scroll\"><table>\n<thead><tr>");
        foreach (var head in heads)
            page.Append(CultureInfo.InvariantCulture, $"<th scope=\"col\">{WebUtility.HtmlEncode(head)}</th>");
        page.Append("</tr></thead>\n<tbody>\n");
        foreach (var row in rows)
        {
            page.Append(CultureInfo.InvariantCulture, $"<tr><th scope=\"row\">{WebUtility.HtmlEncode(row[0])}</th>");
            foreach (var cell in row.Skip(1))
                page.Append(CultureInfo.InvariantCulture, $"<td>{WebUtility.HtmlEncode(cell)}</td>");
            page.Append("</tr>\n");
        }
        page.Append("</tbody></table></div>\n");
    }
}
