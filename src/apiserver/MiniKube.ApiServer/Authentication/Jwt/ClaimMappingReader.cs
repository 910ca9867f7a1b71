using System.Collections.Immutable;
using MiniKube.ApiServer.Configuration;
using MiniKube.Cel;

namespace MiniKube.ApiServer.Authentication.Jwt;

/// <summary>Reads <c>claimMappings</c>.</summary>
internal static class ClaimMappingReader
{
    public static ClaimMapping ReadUsername(ConfigurationNode mappings)
    {
        var mapping = ReadPrefixed(mappings, "username");
        if (!mapping.IsGiven)
        {
            mappings.Mistake("username", "Required value: claim or expression is required");
        }

        return mapping;
    }

    public static ClaimMapping ReadGroups(ConfigurationNode mappings) => ReadPrefixed(mappings, "groups");

    public static ClaimMapping ReadUid(ConfigurationNode mappings)
    {
        if (mappings.Child("uid") is not { } uid)
        {
            return ClaimMapping.None;
        }

        var mapping = new ClaimMapping(uid.Text("claim"), "", Expressions.ReadMapping(uid, "expression", takesLists: false));
        ReportBoth(uid, mapping);
        if (!mapping.IsGiven)
        {
            uid.Mistake("", "Required value: either claim or expression must be set");
        }

        return mapping;
    }

    public static ImmutableArray<KeyValuePair<string, CelProgram>> ReadExtra(ConfigurationNode mappings)
    {
        var extra = ImmutableArray.CreateBuilder<KeyValuePair<string, CelProgram>>();
        var keys = new HashSet<string>(StringComparer.Ordinal);
        foreach (var node in mappings.Children("extra"))
        {
            var key = node.RequiredText("key");
            if (key.Length > 0 && KeyMistake(key) is { } mistake)
            {
                node.Mistake("key", $"Invalid value: \"{key}\": {mistake}");
            }

            if (!keys.Add(key))
            {
                node.Mistake("key", $"Duplicate value: \"{key}\"");
            }

            node.RequiredText("valueExpression");
            if (Expressions.ReadMapping(node, "valueExpression", takesLists: true) is { } expression)
            {
                extra.Add(new(key, expression));
            }
        }

        return extra.ToImmutable();
    }

    private static string? KeyMistake(string key)
    {
        var slash = key.IndexOf('/', StringComparison.Ordinal);
        var domain = slash < 0 ? "" : key[..slash];
        return slash <= 0 || slash == key.Length - 1 || !domain.Contains('.', StringComparison.Ordinal) ? "must be a domain-prefixed path (such as \"acme.io/foo\")"
            : key.Any(char.IsUpper) ? "key must be lowercase"
            : IsReserved(domain) ? "k8s.io, kubernetes.io and their subdomains are reserved for Kubernetes use"
            : null;
    }

    private static bool IsReserved(string domain) =>
        domain is "k8s.io" or "kubernetes.io"
        || domain.EndsWith(".k8s.io", StringComparison.Ordinal) || domain.EndsWith(".kubernetes.io", StringComparison.Ordinal);

    private static ClaimMapping ReadPrefixed(ConfigurationNode mappings, string name)
    {
        if (mappings.Child(name) is not { } node)
        {
            return ClaimMapping.None;
        }

        var prefix = node.TextOrNull("prefix");
        var mapping = new ClaimMapping(node.Text("claim"), prefix ?? "", Expressions.ReadMapping(node, "expression", takesLists: name == "groups"));
        ReportBoth(node, mapping);
        if (mapping.Claim.Length > 0 && prefix is null)
        {
            node.Mistake("prefix", "Required value: prefix is required when claim is set. It can be set to an empty string to disable prefixing");
        }
        else if (mapping.Claim.Length == 0 && prefix is not null)
        {
            node.Mistake("prefix", $"Invalid value: \"{prefix}\": non-nil prefix can't be set without claim");
        }

        return mapping;
    }

    private static void ReportBoth(ConfigurationNode node, ClaimMapping mapping)
    {
        if (mapping.Claim.Length > 0 && mapping.Expression is not null)
        {
            node.Mistake("", "Invalid value: claim and expression can't both be set");
        }
    }
}
