namespace MiniKube.Output;

/// <summary>Rows under headings, aligned, for people; never cut to the width of a terminal, so that scripts can read it too.</summary>
internal sealed class TextTable(params string[] headings)
{
    private const int GapColumns = 3;

    private readonly List<string[]> _rows = [headings];

    public void Add(params string[] row) => _rows.Add(row);

    public void Write(TextWriter writer)
    {
        var widths = headings.Select((_, column) => _rows.Max(row => row[column].Length) + GapColumns).ToArray();
        foreach (var row in _rows)
        {
            writer.WriteLine(string.Concat(row.Select((cell, column) => cell.PadRight(widths[column]))).TrimEnd());
        }
    }
}
