namespace Commerce.Bench.Comparison.Rendering;

/// <summary>How the page looks, in light and in dark.</summary>
internal static class ReportStyle
{
    public const string Css = """
        :root {
          color-scheme: light dark;
          --ground: #ffffff; --text: #1b1f24; --quiet: #57606a; --grid: #d8dee4;
          --ours: #0b5cad; --theirs: #b3450a; --third: #6b3fa0;
        }
        @media (prefers-color-scheme: dark) {
          :root {
            --ground: #14181d; --text: #e6edf3; --quiet: #9aa4af; --grid: #30363d;
            --ours: #6cb2ff; --theirs: #ff9d5c; --third: #c9a6ff;
          }
        }
        body { margin: 0; background: var(--ground); color: var(--text); font: 16px/1.5 system-ui, sans-serif; }
        main { max-width: 1500px; margin: 0 auto; padding: 1rem; }
        h2 { margin-top: 2.5rem; border-top: 1px solid var(--grid); padding-top: 1rem; }
        p, li, dl { max-width: 75ch; }
        dt { font-weight: 600; }
        dd { margin: 0 0 .4rem 1rem; }
        .charts { display: flex; flex-wrap: wrap; gap: 1rem; }
        .charts svg { flex: 1 1 300px; max-width: 480px; }
        .scroll { overflow-x: auto; }
        table { border-collapse: collapse; margin: 1rem 0; font-size: .9rem; font-variant-numeric: tabular-nums; }
        th, td { padding: .25rem .6rem; border-bottom: 1px solid var(--grid); text-align: right; vertical-align: top; }
        th[scope=row], td.text { text-align: left; font-weight: 400; }
        .missing { color: var(--theirs); }
        svg text { fill: var(--text); font: 12px system-ui, sans-serif; }
        svg text.name { font-weight: 600; font-size: 13px; }
        svg text.tick { fill: var(--quiet); }
        .grid { stroke: var(--grid); }
        .line { fill: none; stroke: currentColor; stroke-width: 2.5; }
        .ours { color: var(--ours); }
        .theirs { color: var(--theirs); }
        .third { color: var(--third); }
        .theirs .line { stroke-dasharray: 7 4; }
        .third .line { stroke-dasharray: 2 3; }
        circle, rect { fill: currentColor; }
        .bar { width: 120px; height: 12px; color: var(--theirs); }

        """;
}
