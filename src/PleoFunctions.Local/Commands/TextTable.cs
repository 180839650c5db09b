namespace PleoFunctions.Local.Commands;

/// <summary>Text in aligned columns. Control characters become question marks, so no text can steer the terminal.</summary>
internal sealed class TextTable(params string[] heads)
{
    private const string Gap = "  ";

    private readonly List<string[]> _rows = [heads];

    /// <summary>There are no rows below the heads.</summary>
    public bool IsEmpty => _rows.Count == 1;

    public void Add(params string[] cells) => _rows.Add([.. cells.Select(Plain)]);

    public async Task PrintAsync(TextWriter output)
    {
        int[] widths = [.. heads.Select((_, column) => _rows.Max(row => row[column].Length))];
        foreach (var row in _rows)
        {
            var line = string.Join(Gap, row.Select((cell, column) => cell.PadRight(widths[column])));
            await output.WriteLineAsync(line.TrimEnd());
        }
    }

    public static string Plain(string text) =>
        string.Concat(text.Select(character => char.IsControl(character) ? '?' : character));
}
