using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace MiniKube.Api.Validation;

/// <summary>
/// Reads regular expressions of Go's syntax (RE2), in which schemas write their patterns. They run without backtracking, and what would
/// make them large is refused as Go refuses it, so that no pattern can hold a thread.
/// </summary>
public static class GoPattern
{
    private const int LengthMax = 4096;
    private const int RepeatMax = 1000;

    private static readonly Dictionary<string, string> Classes = new(StringComparer.Ordinal)
    {
        ["alnum"] = "0-9A-Za-z",
        ["alpha"] = "A-Za-z",
        ["ascii"] = "\\x00-\\x7F",
        ["blank"] = "\\t ",
        ["cntrl"] = "\\x00-\\x1F\\x7F",
        ["digit"] = "0-9",
        ["graph"] = "!-~",
        ["lower"] = "a-z",
        ["print"] = " -~",
        ["punct"] = "!-/:-@\\[-`{-~",
        ["space"] = "\\t\\n\\v\\f\\r ",
        ["upper"] = "A-Z",
        ["word"] = "0-9A-Za-z_",
        ["xdigit"] = "0-9A-Fa-f",
    };

    public static bool TryTranslate(string pattern, [NotNullWhen(true)] out Regex? regex, out string complaint)
    {
        regex = null;
        complaint = pattern.Length > LengthMax ? "the expression is too long" : RepeatComplaint(pattern);
        if (complaint.Length > 0)
        {
            return false;
        }

        try
        {
            regex = new Regex(Translate(pattern), RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);
            return true;
        }
        catch (Exception error) when (error is ArgumentException or NotSupportedException)
        {
            complaint = error.Message;
            return false;
        }
    }

    private static string Translate(string pattern)
    {
        var made = new StringBuilder(pattern.Length + 16);
        var isInClass = false;
        for (var i = 0; i < pattern.Length; i++)
        {
            var rest = pattern.AsSpan(i);
            switch (pattern[i])
            {
                case '\\' when i + 1 < pattern.Length:
                    made.Append(Escape(pattern[i + 1], isInClass));
                    i++;
                    break;
                case '[' when isInClass && rest.StartsWith("[:") && rest.IndexOf(":]") is > 0 and var end
                    && Classes.TryGetValue(rest[2..end].ToString(), out var members):
                    made.Append(members);
                    i += end + 1;
                    break;
                case '[' when isInClass:
                    made.Append("\\[");
                    break;
                case '[':
                    isInClass = true;
                    made.Append('[');
                    i = CopyClassStart(pattern, i, made);
                    break;
                case ']' when isInClass:
                    isInClass = false;
                    made.Append(']');
                    break;
                case '$' when !isInClass:
                    made.Append("\\z");
                    break;
                case '(' when !isInClass && rest.StartsWith("(?P<"):
                    made.Append("(?<");
                    i += 3;
                    break;
                default:
                    made.Append(pattern[i]);
                    break;
            }
        }

        return made.ToString();
    }

    /// <summary>A bracket that stands first in a class is one of its members.</summary>
    private static int CopyClassStart(string pattern, int at, StringBuilder made)
    {
        if (at + 1 < pattern.Length && pattern[at + 1] == '^')
        {
            made.Append('^');
            at++;
        }

        if (at + 1 < pattern.Length && pattern[at + 1] == ']')
        {
            made.Append("\\]");
            at++;
        }

        return at;
    }

    // Go's classes are those of ASCII.
    private static string Escape(char letter, bool isInClass) => letter switch
    {
        'd' => isInClass ? "0-9" : "[0-9]",
        'w' => isInClass ? "0-9A-Za-z_" : "[0-9A-Za-z_]",
        's' => isInClass ? "\\t\\n\\f\\r " : "[\\t\\n\\f\\r ]",
        'D' when !isInClass => "[^0-9]",
        'W' when !isInClass => "[^0-9A-Za-z_]",
        'S' when !isInClass => "[^\\t\\n\\f\\r ]",
        _ => $"\\{letter}",
    };

    /// <summary>Counted repeats multiply when they are nested; Go allows a thousand in all.</summary>
    private static string RepeatComplaint(string pattern)
    {
        // The product of the repeats within each group that is open.
        var open = new Stack<long>();
        var (inner, current) = (1L, 1L);
        for (var i = 0; i < pattern.Length; i++)
        {
            switch (pattern[i])
            {
                case '\\':
                    i++;
                    inner = 1;
                    break;
                case '(':
                    open.Push(current);
                    (inner, current) = (1, 1);
                    break;
                case ')' when open.Count > 0:
                    inner = current;
                    current = Math.Max(open.Pop(), inner);
                    break;
                case '{' when Repeats(pattern.AsSpan(i)) is { } count:
                    inner *= count;
                    current = Math.Max(current, inner);
                    if (inner > RepeatMax)
                    {
                        return "invalid repeat count";
                    }

                    break;
                default:
                    inner = 1;
                    break;
            }
        }

        return "";
    }

    private static long? Repeats(ReadOnlySpan<char> rest)
    {
        var end = rest.IndexOf('}');
        if (end < 2)
        {
            return null;
        }

        var inside = rest[1..end];
        var comma = inside.IndexOf(',');
        var last = comma < 0 ? inside : comma == inside.Length - 1 ? inside[..comma] : inside[(comma + 1)..];
        return last.Length is > 0 and < 10 && long.TryParse(last, NumberStyles.None, CultureInfo.InvariantCulture, out var count) ? Math.Max(1, count)
            : last.Length >= 10 && !last.ContainsAnyExceptInRange('0', '9') ? long.MaxValue / (RepeatMax * 2L)
            : null;
    }
}
