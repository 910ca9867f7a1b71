using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using MiniKube.ApiServer.Configuration;
using MiniKube.Cel;

namespace MiniKube.ApiServer.Authentication.Jwt;

/// <summary>Reads <c>AuthenticationConfiguration</c> of <c>apiserver.config.k8s.io</c> v1 and v1beta1, and refuses what upstream would (KEP-3331).</summary>
internal static class AuthenticationConfigurationReader
{
    private const int IssuersMax = 64;

    /// <param name="source">The file's name, for the message.</param>
    /// <param name="content">The file.</param>
    /// <param name="ownIssuers">Whose tokens are the cluster's own; nobody else may be called so.</param>
    /// <exception cref="InvalidDataException">It is wrong; the message says all that is.</exception>
    public static AuthenticationConfiguration Read(string source, ReadOnlyMemory<byte> content, ImmutableArray<string> ownIssuers) =>
        ConfigurationFile.Parse(source, content, "AuthenticationConfiguration", ["v1", "v1beta1"], root => Read(root, ownIssuers));

    private static AuthenticationConfiguration Read(ConfigurationNode root, ImmutableArray<string> ownIssuers)
    {
        var nodes = root.Children("jwt");
        if (nodes.Length > IssuersMax)
        {
            root.Mistake("jwt", $"Too many: {nodes.Length}: must have at most {IssuersMax} items");
        }

        ImmutableArray<JwtIssuerConfiguration> issuers = [.. nodes.Select(node => ReadIssuer(node, ownIssuers))];
        ReportRepeated(root, nodes, issuers);
        return new AuthenticationConfiguration(issuers, root.Child("anonymous") is { } anonymous ? ReadAnonymous(anonymous) : null);
    }

    private static void ReportRepeated(ConfigurationNode root, ImmutableArray<ConfigurationNode> nodes, ImmutableArray<JwtIssuerConfiguration> issuers)
    {
        var urls = new HashSet<string>(StringComparer.Ordinal);
        var discoveries = new HashSet<Uri>();
        for (var i = 0; i < issuers.Length; i++)
        {
            if (!urls.Add(issuers[i].Url))
            {
                root.Mistakes.Add($"{nodes[i].Path}.issuer.url: Duplicate value: \"{issuers[i].Url}\"");
            }
            else if (!discoveries.Add(issuers[i].DiscoveryUrl))
            {
                root.Mistakes.Add($"{nodes[i].Path}.issuer.discoveryURL: Duplicate value: \"{issuers[i].DiscoveryUrl}\"");
            }
        }
    }

    private static AnonymousRules ReadAnonymous(ConfigurationNode node)
    {
        var isEnabled = node.Flag("enabled") ?? false;
        var conditions = node.Children("conditions");
        if (!isEnabled && conditions.Length > 0)
        {
            node.Mistake("conditions", "Invalid value: enabled should be set to true when conditions are defined");
        }

        return new AnonymousRules(isEnabled, [.. conditions.Select(condition => condition.RequiredText("path"))]);
    }

    private static JwtIssuerConfiguration ReadIssuer(ConfigurationNode node, ImmutableArray<string> ownIssuers)
    {
        var none = new ConfigurationNode([], node.PathOf("issuer"), node.Mistakes);
        var issuer = node.Child("issuer") ?? none;
        var mappings = node.Child("claimMappings") ?? new ConfigurationNode([], node.PathOf("claimMappings"), node.Mistakes);
        var url = ReadUrl(issuer, ownIssuers);
        var read = new JwtIssuerConfiguration
        {
            Url = url,
            DiscoveryUrl = ReadDiscoveryUrl(issuer, url),
            AuthorityPem = ReadAuthority(issuer),
            Audiences = ReadAudiences(issuer),
            Username = ClaimMappingReader.ReadUsername(mappings),
            Groups = ClaimMappingReader.ReadGroups(mappings),
            Uid = ClaimMappingReader.ReadUid(mappings),
            Extra = ClaimMappingReader.ReadExtra(mappings),
            ClaimRules = ClaimRuleReader.ReadClaimRules(node),
            UserRules = ClaimRuleReader.ReadUserRules(node),
        };
        ReportUncheckedEmail(mappings, read);
        return read;
    }

    private static void ReportUncheckedEmail(ConfigurationNode mappings, JwtIssuerConfiguration issuer)
    {
        IEnumerable<CelProgram?> others = [issuer.Username.Expression, .. issuer.Extra.Select(each => each.Value), .. issuer.ClaimRules.Select(rule => rule.Expression)];
        if (Expressions.UsesEmail(issuer.Username.Expression) && !others.Any(Expressions.UsesEmailVerified))
        {
            mappings.Mistake(
                "username.expression",
                "Invalid value: claims.email_verified must be used in claimMappings.username.expression or claimMappings.extra[*].valueExpression or claimValidationRules[*].expression when claims.email is used in claimMappings.username.expression");
        }
    }

    private static string ReadUrl(ConfigurationNode issuer, ImmutableArray<string> ownIssuers)
    {
        var url = issuer.RequiredText("url");
        if (url.Length > 0)
        {
            CheckUrl(issuer, "url", url);
        }

        if (ownIssuers.Contains(url))
        {
            issuer.Mistake("url", $"Invalid value: \"{url}\": URL must not overlap with disallowed issuers: [{string.Join(' ', ownIssuers)}]");
        }

        return url;
    }

    private static Uri ReadDiscoveryUrl(ConfigurationNode issuer, string url)
    {
        var discovery = issuer.Text("discoveryURL");
        if (discovery.Length > 0)
        {
            CheckUrl(issuer, "discoveryURL", discovery);
            if (discovery.TrimEnd('/') == url.TrimEnd('/'))
            {
                issuer.Mistake("discoveryURL", $"Invalid value: \"{discovery}\": discoveryURL must be different from URL");
            }
        }

        if (issuer.Text("egressSelectorType").Length > 0)
        {
            issuer.Mistake("egressSelectorType", "there are no egress selectors here: leave it out");
        }

        var address = discovery.Length > 0 ? discovery : url.TrimEnd('/') + "/.well-known/openid-configuration";
        return Uri.TryCreate(address, UriKind.Absolute, out var parsed) ? parsed : new Uri("https://invalid.invalid");
    }

    private static void CheckUrl(ConfigurationNode node, string field, string text)
    {
        var mistake = !Uri.TryCreate(text, UriKind.Absolute, out var url) ? "must be an absolute URL"
            : url.Scheme != Uri.UriSchemeHttps ? "URL scheme must be https"
            : url.UserInfo.Length > 0 ? "URL must not contain a username or password"
            : text.Contains('?', StringComparison.Ordinal) ? "URL must not contain a query"
            : text.Contains('#', StringComparison.Ordinal) ? "URL must not contain a fragment"
            : null;
        if (mistake is not null)
        {
            node.Mistake(field, $"Invalid value: \"{text}\": {mistake}");
        }
    }

    private static string ReadAuthority(ConfigurationNode issuer)
    {
        var pem = issuer.Text("certificateAuthority");
        if (pem.Length > 0 && !HoldsCertificate(pem))
        {
            issuer.Mistake("certificateAuthority", "Invalid value: \"<omitted>\": data does not contain any valid RSA or ECDSA certificates");
        }

        return pem;
    }

    public static bool HoldsCertificate(string pem)
    {
        try
        {
            var authorities = new X509Certificate2Collection();
            authorities.ImportFromPem(pem);
            return authorities.Count > 0;
        }
        catch (CryptographicException)
        {
            return false;
        }
    }

    private static ImmutableArray<string> ReadAudiences(ConfigurationNode issuer)
    {
        var audiences = issuer.Texts("audiences");
        if (audiences.IsEmpty)
        {
            issuer.Mistake("audiences", "Required value: at least one jwt[*].issuer.audiences is required");
        }
        else if (audiences.Contains(""))
        {
            issuer.Mistake("audiences", "Required value: audience is required");
        }
        else if (audiences.Distinct(StringComparer.Ordinal).Count() != audiences.Length)
        {
            issuer.Mistake("audiences", "Duplicate value");
        }

        var policy = issuer.Text("audienceMatchPolicy");
        if (policy is not ("" or "MatchAny"))
        {
            issuer.Mistake("audienceMatchPolicy", $"Invalid value: \"{policy}\": audienceMatchPolicy must be empty or MatchAny");
        }
        else if (audiences.Length > 1 && policy.Length == 0)
        {
            issuer.Mistake("audienceMatchPolicy", "Invalid value: \"\": audienceMatchPolicy must be MatchAny for multiple audiences");
        }

        return audiences;
    }
}
