using System.Globalization;

namespace MiniKube.Schema.CustomResources;

/// <summary>The order in which clients prefer versions: <c>v10</c>, <c>v2</c>, <c>v1</c>, <c>v1beta1</c>, <c>v1alpha1</c>, then other names by their letters.</summary>
internal sealed class ApiVersionOrder : IComparer<string>
{
    public static ApiVersionOrder Instance { get; } = new();

    public int Compare(string? x, string? y)
    {
        var (left, right) = (Parse(x!), Parse(y!));
        if (left is null || right is null)
        {
            return left is null && right is null ? string.CompareOrdinal(x, y) : left is null ? 1 : -1;
        }

        return right.Value.CompareTo(left.Value);
    }

    /// <summary>Stability, major, minor: what is larger comes first.</summary>
    private static (int Stability, long Major, long Minor)? Parse(string version)
    {
        if (version.Length < 2 || version[0] != 'v')
        {
            return null;
        }

        var rest = version.AsSpan(1);
        var digits = rest.IndexOfAnyExceptInRange('0', '9');
        if (digits < 0)
        {
            return Number(rest) is { } major ? (2, major, 0) : null;
        }

        var (word, stability) = rest[digits..].StartsWith("beta") ? (4, 1) : rest[digits..].StartsWith("alpha") ? (5, 0) : (0, 0);
        return word > 0 && Number(rest[..digits]) is { } first && Number(rest[(digits + word)..]) is { } second ? (stability, first, second) : null;
    }

    private static long? Number(ReadOnlySpan<char> text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0 ? number : null;
}
