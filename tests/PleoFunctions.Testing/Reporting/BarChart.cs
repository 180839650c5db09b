using System.Globalization;
using System.Net;
using System.Text;

namespace PleoFunctions.Testing.Reporting;

/// <summary>Draws horizontal bars as an SVG that fits a light page and a dark one.</summary>
internal static class BarChart
{
    private const int Width = 720;
    private const int Left = 170;
    private const int Right = 90;
    private const int Top = 48;
    private const int Step = 40;
    private const int Thickness = 24;

    /// <summary>A bar.</summary>
    /// <param name="Name">Its label.</param>
    /// <param name="Value">Its length.</param>
    /// <param name="Least">Where its whisker begins.</param>
    /// <param name="Most">Where its whisker ends.</param>
    /// <param name="IsOurs">Whether the chart is about this bar.</param>
    public sealed record Bar(string Name, double Value, double Least, double Most, bool IsOurs);

    public static string Draw(string title, IReadOnlyList<Bar> bars)
    {
        var scale = (Width - Left - Right) / bars.Max(bar => bar.Most);
        var height = Top + (bars.Count * Step) + 8;
        var svg = new StringBuilder();
        svg.Append(
            CultureInfo.InvariantCulture,
            $$"""
            <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {{Width}} {{height}}" role="img" aria-label="{{Escape(
                title
            )}}" font-family="system-ui, sans-serif" font-size="14">
              <style>
                text { fill: #1f2328 } .bar { fill: #8c959f } .ours { fill: #2563eb } .whisker { stroke: #1f2328; stroke-width: 1.5 } .title { font-weight: 600; font-size: 16px }
                @media (prefers-color-scheme: dark) { text { fill: #e6edf3 } .bar { fill: #6e7681 } .ours { fill: #60a5fa } .whisker { stroke: #e6edf3 } }
              </style>
              <text class="title" x="16" y="28">{{Escape(title)}}</text>

            """
        );
        for (var number = 0; number < bars.Count; number++)
        {
            var bar = bars[number];
            var y = Top + (number * Step);
            var middle = y + (Thickness / 2);
            svg.Append(
                CultureInfo.InvariantCulture,
                $"""
                  <text x="{Left - 12}" y="{middle + 5}" text-anchor="end">{Escape(bar.Name)}</text>
                  <rect class="{(bar.IsOurs ? "ours" : "bar")}" x="{Left}" y="{y}" width="{bar.Value
                    * scale:0.#}" height="{Thickness}" rx="3"/>
                  <path class="whisker" d="M{Left + (bar.Least * scale):0.#} {middle}H{Left + (bar.Most * scale):0.#}"/>
                  <text x="{Left + (bar.Most * scale) + 8:0.#}" y="{middle + 5}">{bar.Value:N0}</text>

                """
            );
        }

        return svg.Append("</svg>\n").ToString();
    }

    private static string Escape(string text) => WebUtility.HtmlEncode(text);
}
