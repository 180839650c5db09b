using System.Xml.Linq;
using PleoFunctions.Testing.Reporting;

namespace PleoFunctions.Onboarding.Tests.Performance;

/// <summary>The tables and charts of the benchmarks.</summary>
public sealed class ReportingTests
{
    [Fact]
    public void A_table_aligns_numbers_right_and_words_left()
    {
        var table = new MarkdownTable("", "Does", "Each second");
        table.Add("one", "much", "1,234");
        table.Add("another", "more than that", "56");

        table
            .ToString()
            .ShouldBe(
                """
                |         | Does           | Each second |
                | ------- | -------------- | ----------: |
                | one     | much           |       1,234 |
                | another | more than that |          56 |

                """
            );
    }

    [Theory]
    [InlineData(2d, 3d, 1d, 2d)]
    [InlineData(2.5, 4d, 1d, 3d, 2d)]
    [InlineData(7d, 7d)]
    public void The_median_is_the_middle(double median, params double[] values) => Median.Of(values).ShouldBe(median);

    [Fact]
    public void A_chart_is_well_formed_and_its_bars_are_as_long_as_their_values()
    {
        var chart = XDocument.Parse(
            BarChart.Draw(
                "A < B & C",
                [
                    new BarChart.Bar("<first>", 100, 90, 110, IsOurs: true),
                    new BarChart.Bar("second", 50, 40, 60, IsOurs: false),
                ]
            )
        );

        var bars = chart.Descendants().Where(one => one.Name.LocalName is "rect").ToList();

        bars.Select(bar => (string)bar.Attribute("class")!).ShouldBe(["ours", "bar"]);
        ((double)bars[0].Attribute("width")!).ShouldBe(2 * (double)bars[1].Attribute("width")!, tolerance: 0.2);
        ((string)chart.Root!.Attribute("aria-label")!).ShouldBe("A < B & C");
    }
}
