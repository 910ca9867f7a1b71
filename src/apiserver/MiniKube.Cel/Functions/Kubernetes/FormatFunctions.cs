using System.Collections.Frozen;
using System.Globalization;
using MiniKube.Api.Validation;
using MiniKube.Cel.Costs;
using MiniKube.Cel.Types;
using MiniKube.Cel.Values;

namespace MiniKube.Cel.Functions.Kubernetes;

/// <summary>Kubernetes' named formats.</summary>
internal static class FormatFunctions
{
    /// <summary>What a check of a format costs a character: about a regular expression of thirty.</summary>
    private const double CheckCostPerChar = 0.75;

    private static readonly FrozenDictionary<string, FormatValue> Named = new FormatValue[]
    {
        new("dns1123Label", static text => NameRules.DnsLabel(text)),
        new("dns1123Subdomain", static text => NameRules.DnsSubdomain(text)),
        new("dns1035Label", static text => NameRules.Dns1035Label(text)),
        new("qualifiedName", static text => NameRules.QualifiedName(text)),
        new("dns1123LabelPrefix", static text => NameRules.DnsLabel(WithoutDash(text))),
        new("dns1123SubdomainPrefix", static text => NameRules.DnsSubdomain(WithoutDash(text))),
        new("dns1035LabelPrefix", static text => NameRules.Dns1035Label(WithoutDash(text))),
        new("labelValue", static text => NameRules.LabelValue(text)),
        new("uri", static text => UrlValue.TryParse(text, out _) ? [] : ["invalid URI for request"]),
        new("uuid", static text => Guid.TryParseExact(text, "D", out _) || Guid.TryParseExact(text, "N", out _) ? [] : ["does not match the UUID format"]),
        new("byte", static text => Convert.TryFromBase64String(text, new byte[text.Length], out _) ? [] : ["invalid base64"]),
        new("date", static text => DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _) ? [] : ["invalid date"]),
        new("datetime", static text => CelTimestamp.TryParse(text, out _) ? [] : ["invalid datetime"]),
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
            }, new CostModel(static sizes => sizes[1].Cost(CheckCostPerChar))),
    ];

    /// <summary>A prefix of a generated name may end with what the name may not.</summary>
    private static string WithoutDash(string text) => text.EndsWith('-') ? text[..^1] + "a" : text;
}
