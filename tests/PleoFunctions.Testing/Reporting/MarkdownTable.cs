using System.Globalization;
using System.Text;

namespace PleoFunctions.Testing.Reporting;

/// <summary>A table for terminal and Markdown. Columns after the first are aligned right unless they hold words.</summary>
internal sealed class MarkdownTable(params string[] heads)
{
    private readonly List<string[]> _rows = [];

    /// <summary>A cell's text, the same wherever it is written.</summary>
    public static string Cell(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    public void Add(params string[] cells) => _rows.Add(cells);

    public override string ToString()
    {
        var widths = heads
            .Select((head, column) => _rows.Select(row => row[column].Length).Append(head.Length).Max())
            .ToArray();
        var isNumber = heads
            .Select((_, column) => column > 0 && _rows.TrueForAll(row => row[column].Any(char.IsAsciiDigit)))
            .ToArray();
        var text = new StringBuilder();
        Append(heads);
        Append([
            .. heads.Select(
                (_, column) =>
                    isNumber[column] ? new string('-', widths[column] - 1) + ":" : new string('-', widths[column])
            ),
        ]);
        foreach (var row in _rows)
        {
            Append(row);
        }

        return text.ToString();

        void Append(string[] cells) =>
            text.Append("| ")
                .AppendJoin(
                    " | ",
                    cells.Select(
                        (cell, column) =>
                            isNumber[column] ? cell.PadLeft(widths[column]) : cell.PadRight(widths[column])
                    )
                )
                .Append(" |\n");
    }
}
