using System.Text;

namespace MiniKube.Kubelet.Actuation;

/// <summary>Replaces <c>$(NAME)</c> in commands, arguments, values and subpaths. Unknown names stay as written; <c>$$</c> is one dollar.</summary>
internal static class VariableExpansion
{
    public static string Expand(string text, IReadOnlyDictionary<string, string> variables) => Expand(text, variables, static _ => { });

    /// <summary>The first name in a text that has no value; null when all have one.</summary>
    public static string? Missing(string text, IReadOnlyDictionary<string, string> variables)
    {
        string? missing = null;
        _ = Expand(text, variables, name => missing ??= name);
        return missing;
    }

    private static string Expand(string text, IReadOnlyDictionary<string, string> variables, Action<string> miss)
    {
        if (!text.Contains('$'))
        {
            return text;
        }

        var result = new StringBuilder(text.Length);
        for (var at = 0; at < text.Length; at++)
        {
            if (text[at] != '$' || at + 1 == text.Length)
            {
                result.Append(text[at]);
                continue;
            }

            at = ExpandAt(text, at, variables, result, miss);
        }

        return result.ToString();
    }

    /// <summary>Handles what follows a dollar; returns the place of the last character used.</summary>
    private static int ExpandAt(string text, int at, IReadOnlyDictionary<string, string> variables, StringBuilder result, Action<string> miss)
    {
        var next = text[at + 1];
        if (next == '$')
        {
            result.Append('$');
            return at + 1;
        }

        var end = next == '(' ? text.IndexOf(')', at + 2) : -1;
        if (end < 0)
        {
            result.Append('$').Append(next);
            return at + 1;
        }

        var name = text[(at + 2)..end];
        if (variables.TryGetValue(name, out var value))
        {
            result.Append(value);
        }
        else
        {
            miss(name);
            result.Append($"$({name})");
        }

        return end;
    }
}
