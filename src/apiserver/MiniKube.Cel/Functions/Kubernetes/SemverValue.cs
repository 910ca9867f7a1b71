using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.RegularExpressions;
using MiniKube.Cel.Types;
using MiniKube.Cel.Values;

namespace MiniKube.Cel.Functions.Kubernetes;

/// <summary>A version by semver.org 2.0.</summary>
internal sealed partial class SemverValue : CelOpaque
{
    private readonly ImmutableArray<string> _pre;
    private readonly string _text;

    private SemverValue(string text, Match match)
    {
        _text = text;
        Major = ulong.Parse(match.Groups["major"].ValueSpan, CultureInfo.InvariantCulture);
        Minor = ulong.Parse(match.Groups["minor"].ValueSpan, CultureInfo.InvariantCulture);
        Patch = ulong.Parse(match.Groups["patch"].ValueSpan, CultureInfo.InvariantCulture);
        _pre = match.Groups["pre"].Success ? [.. match.Groups["pre"].Value.Split('.')] : [];
    }

    public static CelType CelType { get; } = CelType.Opaque("kubernetes.Semver");

    public ulong Major { get; }

    public ulong Minor { get; }

    public ulong Patch { get; }

    public override CelType Type => CelType;

    /// <param name="text">The version.</param>
    /// <param name="normalizes">A leading v goes, missing numbers are zero, leading zeros go.</param>
    /// <param name="value">What was read.</param>
    public static bool TryParse(string text, bool normalizes, [NotNullWhen(true)] out SemverValue? value)
    {
        value = null;
        var read = normalizes ? Normalized(text) : text;
        var match = Pattern.Match(read);
        if (!match.Success || !IsSmall(match, "major") || !IsSmall(match, "minor") || !IsSmall(match, "patch"))
        {
            return false;
        }

        value = new SemverValue(read, match);
        return true;
    }

    public int OrderTo(SemverValue other)
    {
        var order = (Major, Minor, Patch).CompareTo((other.Major, other.Minor, other.Patch));
        if (order != 0 || (_pre.IsEmpty && other._pre.IsEmpty))
        {
            return order;
        }

        if (_pre.IsEmpty || other._pre.IsEmpty)
        {
            return _pre.IsEmpty ? 1 : -1;
        }

        for (var i = 0; i < Math.Min(_pre.Length, other._pre.Length); i++)
        {
            order = ComparePart(_pre[i], other._pre[i]);
            if (order != 0)
            {
                return order;
            }
        }

        return _pre.Length.CompareTo(other._pre.Length);
    }

    public override bool IsEqualTo(CelOpaque other) => other is SemverValue one && OrderTo(one) == 0;

    public override string ToString() => _text;

    private static bool IsSmall(Match match, string part) =>
        long.TryParse(match.Groups[part].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out _);

    /// <summary>Numbers come before names, and by their value.</summary>
    private static int ComparePart(string left, string right)
    {
        var (isLeft, isRight) = (IsNumber(left), IsNumber(right));
        return isLeft && isRight ? left.Length != right.Length ? left.Length.CompareTo(right.Length) : string.CompareOrdinal(left, right)
            : isLeft != isRight ? isLeft ? -1 : 1
            : string.CompareOrdinal(left, right);
    }

    private static bool IsNumber(string text) => !text.AsSpan().ContainsAnyExceptInRange('0', '9');

    private static string Normalized(string text)
    {
        var rest = text.StartsWith('v') ? text[1..] : text;
        var end = rest.AsSpan().IndexOfAny('-', '+');
        var numbers = (end < 0 ? rest : rest[..end]).Split('.').Select(part => part.TrimStart('0') is { Length: > 0 } trimmed ? trimmed : part.Length > 0 ? "0" : part).ToList();
        while (numbers.Count < 3 && end < 0)
        {
            numbers.Add("0");
        }

        return string.Join('.', numbers) + (end < 0 ? "" : rest[end..]);
    }

    [GeneratedRegex(
        "^(?<major>0|[1-9][0-9]*)\\.(?<minor>0|[1-9][0-9]*)\\.(?<patch>0|[1-9][0-9]*)(?:-(?<pre>(?:0|[1-9][0-9]*|[0-9]*[a-zA-Z-][0-9a-zA-Z-]*)(?:\\.(?:0|[1-9][0-9]*|[0-9]*[a-zA-Z-][0-9a-zA-Z-]*))*))?(?:\\+[0-9a-zA-Z-]+(?:\\.[0-9a-zA-Z-]+)*)?\\z",
        RegexOptions.CultureInvariant)]
    private static partial Regex Pattern { get; }
}
