using System.Buffers;
using System.Collections.Frozen;
using System.Text;

namespace MiniKube.Cel.Json;

/// <summary>How JSON names that are no names of the language are written in programs (KEP-2876): <c>a-b</c> as <c>a__dash__b</c>.</summary>
public static class PropertyNames
{
    private static readonly FrozenSet<string> Reserved = new[]
    {
        "true", "false", "null", "in", "as", "break", "const", "continue", "else", "for", "function", "if", "import", "let", "loop", "package",
        "namespace", "return", "var", "void", "while",
    }.ToFrozenSet(StringComparer.Ordinal);

    private static readonly SearchValues<char> Allowed = SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.-/");

    /// <summary>Null when the name cannot be written at all.</summary>
    public static string? Escape(string name)
    {
        if (name.Length == 0 || char.IsAsciiDigit(name[0]) || name.AsSpan().ContainsAnyExcept(Allowed))
        {
            return null;
        }

        if (Reserved.Contains(name))
        {
            return $"__{name}__";
        }

        if (!name.AsSpan().ContainsAny('.', '-', '/') && !name.Contains("__", StringComparison.Ordinal))
        {
            return name;
        }

        var made = new StringBuilder(name.Length + 16);
        for (var i = 0; i < name.Length; i++)
        {
            _ = name[i] switch
            {
                '.' => made.Append("__dot__"),
                '-' => made.Append("__dash__"),
                '/' => made.Append("__slash__"),
                '_' when i + 1 < name.Length && name[i + 1] == '_' && ++i > 0 => made.Append("__underscores__"),
                var letter => made.Append(letter),
            };
        }

        return made.ToString();
    }
}
