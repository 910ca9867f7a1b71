using System.Text;

namespace MiniKube.ApiServer.Authentication;

/// <summary>Reads upstream's token file: CSV lines of <c>token,user,uid,"group,group"</c>; the groups are optional.</summary>
internal static class TokenFile
{
    /// <exception cref="InvalidDataException">A line has fewer than three columns or an empty token or user.</exception>
    public static IEnumerable<KeyValuePair<string, UserInfo>> Read(string text)
    {
        var number = 0;
        foreach (var raw in text.Split('\n'))
        {
            number++;
            var line = raw.Trim();
            if (line.Length == 0 || line.StartsWith('#'))
            {
                continue;
            }

            var columns = Columns(line);
            if (columns.Count < 3 || columns[0].Length == 0 || columns[1].Length == 0)
            {
                throw new InvalidDataException($"The token file's line {number} is no token: write token,user,uid,\"group,group\".");
            }

            var groups = columns.Count > 3 ? columns[3].Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) : [];
            yield return new(columns[0], UserInfo.Authenticated(columns[1], groups) with { Uid = columns[2] });
        }
    }

    private static List<string> Columns(string line)
    {
        var columns = new List<string>();
        var column = new StringBuilder();
        var isQuoted = false;
        foreach (var c in line)
        {
            if (c == '"')
            {
                isQuoted = !isQuoted;
            }
            else if (c == ',' && !isQuoted)
            {
                columns.Add(column.ToString().Trim());
                column.Clear();
            }
            else
            {
                column.Append(c);
            }
        }

        columns.Add(column.ToString().Trim());
        return columns;
    }
}
