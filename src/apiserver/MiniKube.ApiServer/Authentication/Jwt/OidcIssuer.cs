using System.Collections.Immutable;
using System.Text;
using MiniKube.ApiServer.Configuration;

namespace MiniKube.ApiServer.Authentication.Jwt;

/// <summary>Makes an issuer of upstream's flags.</summary>
internal static class OidcIssuer
{
    /// <exception cref="InvalidDataException">A flag is wrong.</exception>
    public static JwtIssuerConfiguration From(OidcOptions options, ImmutableArray<string> ownIssuers)
    {
        if (!Uri.TryCreate(options.IssuerUrl, UriKind.Absolute, out var url) || url.Scheme != Uri.UriSchemeHttps)
        {
            throw new InvalidDataException($"--oidc-issuer-url is '{options.IssuerUrl}': it must be an https URL");
        }

        if (options.ClientId.Length == 0)
        {
            throw new InvalidDataException("--oidc-issuer-url needs --oidc-client-id, the audience of its tokens");
        }

        if (ownIssuers.Contains(options.IssuerUrl))
        {
            throw new InvalidDataException("--oidc-issuer-url is the cluster's own issuer of service account tokens");
        }

        if (options.SigningAlgorithms.FirstOrDefault(algorithm => !JwtIssuerConfiguration.AllAlgorithms.Contains(algorithm)) is { } unknown)
        {
            throw new InvalidDataException(
                $"--oidc-signing-algs has '{unknown}': it must be of {string.Join(", ", JwtIssuerConfiguration.AllAlgorithms)}");
        }

        return new JwtIssuerConfiguration
        {
            Url = options.IssuerUrl,
            DiscoveryUrl = new Uri(options.IssuerUrl.TrimEnd('/') + "/.well-known/openid-configuration"),
            AuthorityPem = options.AuthorityFile is { } file ? AuthorityOf(file) : "",
            Audiences = [options.ClientId],
            Username = new ClaimMapping(options.UsernameClaim, UsernamePrefixOf(options), null),
            Groups = options.GroupsClaim.Length == 0 ? ClaimMapping.None : new ClaimMapping(options.GroupsClaim, options.GroupsPrefix, null),
            ClaimRules = [.. options.RequiredClaims.Select(claim => new ClaimRequirement(claim.Key, claim.Value, null, ""))],
            Algorithms = options.SigningAlgorithms,
        };
    }

    private static string UsernamePrefixOf(OidcOptions options) => options.UsernamePrefix switch
    {
        "-" => "",
        { Length: > 0 } prefix => prefix,
        _ => options.UsernameClaim == "email" ? "" : options.IssuerUrl + "#",
    };

    private static string AuthorityOf(string file)
    {
        var pem = Encoding.UTF8.GetString(ConfigurationFile.Load(file));
        return AuthenticationConfigurationReader.HoldsCertificate(pem) ? pem : throw new InvalidDataException($"{file}: holds no certificate");
    }
}
