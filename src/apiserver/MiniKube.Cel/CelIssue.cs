namespace MiniKube.Cel;

/// <summary>Why a text is no program.</summary>
/// <param name="Offset">Where in the text, in UTF-16 units.</param>
/// <param name="Message">What is wrong there.</param>
public sealed record CelIssue(int Offset, string Message)
{
    /// <summary>The issue with its line and a mark below the place, as other implementations print it.</summary>
    public string Format(string source)
    {
        var offset = Math.Clamp(Offset, 0, source.Length);
        var start = offset == 0 ? 0 : source.LastIndexOf('\n', offset - 1) + 1;
        var line = source.AsSpan(0, offset).Count('\n') + 1;
        var end = source.IndexOf('\n', start);
        var text = source[start..(end < 0 ? source.Length : end)];
        return $"ERROR: <input>:{line}:{offset - start + 1}: {Message}\n | {text}\n | {new string('.', offset - start)}^";
    }
}
