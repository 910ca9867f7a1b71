using System.Diagnostics.CodeAnalysis;
using System.Text;
using MiniKube.Cel.Types;
using MiniKube.Cel.Values;

namespace MiniKube.Cel.Functions.Kubernetes;

/// <summary>An absolute URL or an absolute path, in its parts.</summary>
internal sealed class UrlValue : CelOpaque
{
    private UrlValue(string text, string scheme, string host, string path, string query)
    {
        Text = text;
        Scheme = scheme;
        Host = host;
        Path = path;
        Query = query;
    }

    public static CelType CelType { get; } = CelType.Opaque("kubernetes.URL");

    public string Text { get; }

    public string Scheme { get; }

    /// <summary>With its port.</summary>
    public string Host { get; }

    public string HostName => Host.StartsWith('[') ? Host[1..Host.IndexOf(']', StringComparison.Ordinal)]
        : Host.LastIndexOf(':') is >= 0 and var colon ? Host[..colon] : Host;

    public string Port => Host.LastIndexOf(':') is >= 0 and var colon && colon > Host.LastIndexOf(']') ? Host[(colon + 1)..] : "";

    /// <summary>As it is written, with its escapes.</summary>
    public string Path { get; }

    public string Query { get; }

    public override CelType Type => CelType;

    public override bool IsEqualTo(CelOpaque other) => other is UrlValue one && one.Text == Text;

    public override string ToString() => Text;

    public static bool TryParse(string text, [NotNullWhen(true)] out UrlValue? url)
    {
        url = null;
        if (text.Length == 0 || text.Any(letter => letter < ' ' || letter == 0x7F))
        {
            return false;
        }

        if (SplitScheme(text) is not var (scheme, rest))
        {
            return false;
        }

        var mark = rest.IndexOf('?', StringComparison.Ordinal);
        var query = mark < 0 ? "" : rest[(mark + 1)..];
        rest = mark < 0 ? rest : rest[..mark];
        if (!rest.StartsWith('/'))
        {
            url = scheme.Length > 0 ? new UrlValue(text, scheme, "", "", query) : null;
            return url is not null;
        }

        var host = "";
        if (scheme.Length > 0 && rest.StartsWith("//", StringComparison.Ordinal))
        {
            var slash = rest.IndexOf('/', 2);
            var authority = slash < 0 ? rest[2..] : rest[2..slash];
            host = authority[(authority.LastIndexOf('@') + 1)..];
            rest = slash < 0 ? "" : rest[slash..];
        }

        if (!IsHost(host) || !HasRightEscapes(rest))
        {
            return false;
        }

        url = new UrlValue(text, scheme, host, Escaped(rest), query);
        return true;
    }

    /// <summary>Null when the text begins with a colon or with what is no scheme.</summary>
    private static (string Scheme, string Remainder)? SplitScheme(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            var letter = text[i];
            if (char.IsAsciiLetter(letter) || (i > 0 && (char.IsAsciiDigit(letter) || letter is '+' or '-' or '.')))
            {
                continue;
            }

            return letter != ':' ? ("", text) : i == 0 ? null : (text[..i].ToLowerInvariant(), text[(i + 1)..]);
        }

        return ("", text);
    }

    private static bool IsHost(string host)
    {
        if (host.StartsWith('['))
        {
            var close = host.LastIndexOf(']');
            return close > 0 && IsPort(host.AsSpan(close + 1));
        }

        var colon = host.IndexOf(':', StringComparison.Ordinal);
        var name = colon < 0 ? host : host[..colon];
        return (colon < 0 || IsPort(host.AsSpan(colon))) && !name.AsSpan().ContainsAny(NotInHosts) && HasRightEscapes(name);
    }

    private static bool IsPort(ReadOnlySpan<char> text) => text.IsEmpty || (text[0] == ':' && !text[1..].ContainsAnyExceptInRange('0', '9'));

    private static bool HasRightEscapes(string text)
    {
        for (var i = text.IndexOf('%', StringComparison.Ordinal); i >= 0; i = text.IndexOf('%', i + 1))
        {
            if (i + 2 >= text.Length || !char.IsAsciiHexDigit(text[i + 1]) || !char.IsAsciiHexDigit(text[i + 2]))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>What may not stand in a path as it is gets an escape.</summary>
    private static string Escaped(string path)
    {
        if (!path.AsSpan().ContainsAnyExcept(PathChars))
        {
            return path;
        }

        var made = new StringBuilder(path.Length + 8);
        foreach (var rune in path.EnumerateRunes())
        {
            if (rune.IsAscii && PathChars.Contains((char)rune.Value))
            {
                made.Append((char)rune.Value);
                continue;
            }

            foreach (var unit in Encoding.UTF8.GetBytes(rune.ToString()))
            {
                made.Append(System.Globalization.CultureInfo.InvariantCulture, $"%{unit:X2}");
            }
        }

        return made.ToString();
    }

    private static readonly System.Buffers.SearchValues<char> NotInHosts = System.Buffers.SearchValues.Create(" \"<>[]\\^`{}|");

    private static readonly System.Buffers.SearchValues<char> PathChars = System.Buffers.SearchValues.Create(
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.~$&+,/:;=@%!'()*[]");
}
