using System.Collections.Frozen;
using MiniKube.Api.Validation;
using MiniKube.Cel.Costs;
using MiniKube.Cel.Types;
using MiniKube.Cel.Values;

namespace MiniKube.Cel.Functions.Kubernetes;

/// <summary>Kubernetes' named formats.</summary>
internal static class FormatFunctions
{
    // As for regular expressions of so many characters: that of subdomains at a run, and the longest that there may be before.
    private const ulong RunPatternChars = 60;
    private const ulong PatternCharsMax = 128;

    private static readonly FrozenDictionary<string, FormatValue> Named = new FormatValue[]
    {
        new("dns1123Label", static text => NameRules.DnsLabel(text)),
        new("dns1123Subdomain", static text => NameRules.DnsSubdomain(text)),
        new("dns1035Label", static text => NameRules.Dns1035Label(text)),
        new("qualifiedName", static text => NameRules.QualifiedName(text)),
        new("dns1123LabelPrefix", static text => NameRules.DnsLabel(AsPrefix(text))),
        new("dns1123SubdomainPrefix", static text => NameRules.DnsSubdomain(AsPrefix(text))),
        new("dns1035LabelPrefix", static text => NameRules.Dns1035Label(AsPrefix(text))),
        new("labelValue", static text => NameRules.LabelValue(text)),
        new("uri", static text => UrlValue.TryParse(text, out _) ? [] : [UrlFunctions.Complaint(text)]),
        new("uuid", static text => TextFormats.IsUuid(text) ? [] : ["does not match the UUID format"]),
        new("byte", static text => TextFormats.IsBase64(text) ? [] : ["invalid base64"]),
        new("date", static text => TextFormats.IsDate(text) ? [] : ["invalid date"]),
        new("datetime", static text => TextFormats.IsDateTime(text) ? [] : ["invalid datetime"]),
    }.ToFrozenDictionary(format => format.Name, StringComparer.Ordinal);

    public static IEnumerable<Overload> All =>
    [
        Overload.Of("format.named", [CelType.String], CelType.OptionalOf(FormatValue.CelType), static args =>
            Named.TryGetValue(args[0].AsString, out var format) ? CelValue.Some(format) : CelValue.None()),
        .. Named.Values.Select(format => Overload.Of($"format.{format.Name}", [], FormatValue.CelType, _ => format)),
        Overload.Method(
            "validate", [FormatValue.CelType, CelType.String], CelType.OptionalOf(CelType.ListOf(CelType.String)), static args =>
            {
                var complaints = ((FormatValue)args[0].AsOpaque).Complaints(args[1].AsString).Select(complaint => (CelValue)complaint).ToArray();
                return complaints.Length == 0 ? CelValue.None() : CelValue.Some(new ArrayList(complaints));
            }, CheckCost),
    ];

    private static CostModel CheckCost { get; } = new(
        static sizes => sizes[1].Add(SizeRange.One).Cost(CostModel.PerChar).Times(SizeRange.Exactly(RunPatternChars).Cost(CostModel.PerPatternChar)))
    {
        Estimate = static sizes => sizes[1].Cost(CostModel.PerChar).Times(SizeRange.Exactly(PatternCharsMax).Cost(CostModel.PerPatternChar)),
    };

    /// <summary>A prefix of a generated name may end with a dash, in place of which, and of what stands before it, a letter is checked, as upstream does.</summary>
    private static string AsPrefix(string text) => text.Length > 1 && text.EndsWith('-') ? text[..^2] + "a" : text;
}
