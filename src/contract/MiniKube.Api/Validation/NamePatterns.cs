using System.Text.RegularExpressions;

namespace MiniKube.Api.Validation;

/// <summary>The patterns behind <see cref="NameRules"/>.</summary>
internal static partial class NamePatterns
{
    public const string Dns1123LabelPattern = "[a-z0-9]([-a-z0-9]*[a-z0-9])?";
    public const string Dns1123SubdomainPattern = Dns1123LabelPattern + "(\\." + Dns1123LabelPattern + ")*";
    public const string Dns1035LabelPattern = "[a-z]([-a-z0-9]*[a-z0-9])?";
    public const string QualifiedNamePattern = "([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]";
    public const string LabelValuePattern = "(" + QualifiedNamePattern + ")?";
    public const string ConfigKeyPattern = "[-._a-zA-Z0-9]+";
    public const string HeaderNamePattern = "[-A-Za-z0-9]+";
    public const string UnderscoreLabelPattern = "_?[a-z0-9]([-_a-z0-9]*[a-z0-9])?";
    public const string UnderscoreSubdomainPattern = UnderscoreLabelPattern + "(\\." + UnderscoreLabelPattern + ")*";
    public const string PercentPattern = "[0-9]+%";
    public const string WildcardSubdomainPattern = "\\*\\." + Dns1123SubdomainPattern;
    public const string HttpPathPattern = "[A-Za-z0-9/\\-._~%!$&'()*+,;=:]+";

    [GeneratedRegex("^(" + Dns1123LabelPattern + ")\\z", RegexOptions.CultureInvariant)]
    public static partial Regex Dns1123Label { get; }

    [GeneratedRegex("^(" + Dns1123SubdomainPattern + ")\\z", RegexOptions.CultureInvariant)]
    public static partial Regex Dns1123Subdomain { get; }

    [GeneratedRegex("^(" + Dns1035LabelPattern + ")\\z", RegexOptions.CultureInvariant)]
    public static partial Regex Dns1035Label { get; }

    [GeneratedRegex("^(" + QualifiedNamePattern + ")\\z", RegexOptions.CultureInvariant)]
    public static partial Regex QualifiedName { get; }

    [GeneratedRegex("^(" + ConfigKeyPattern + ")\\z", RegexOptions.CultureInvariant)]
    public static partial Regex ConfigKey { get; }

    [GeneratedRegex("^(" + PercentPattern + ")\\z", RegexOptions.CultureInvariant)]
    public static partial Regex Percent { get; }

    [GeneratedRegex("^(" + WildcardSubdomainPattern + ")\\z", RegexOptions.CultureInvariant)]
    public static partial Regex WildcardSubdomain { get; }

    [GeneratedRegex("^(" + HeaderNamePattern + ")\\z", RegexOptions.CultureInvariant)]
    public static partial Regex HeaderName { get; }

    [GeneratedRegex("^(" + UnderscoreSubdomainPattern + ")\\z", RegexOptions.CultureInvariant)]
    public static partial Regex UnderscoreSubdomain { get; }

    [GeneratedRegex("^(" + HttpPathPattern + ")\\z", RegexOptions.CultureInvariant)]
    public static partial Regex HttpPath { get; }

    /// <summary>How upstream tells of a text that does not fit its pattern.</summary>
    public static string Complaint(string rule, string pattern, params ReadOnlySpan<string> examples)
    {
        var text = $"{rule} (e.g. ";
        for (var i = 0; i < examples.Length; i++)
        {
            text += $"{(i > 0 ? " or " : "")}'{examples[i]}', ";
        }

        return $"{text}regex used for validation is '{pattern}')";
    }
}
