using System.Collections.Immutable;
using MiniKube.Cel;

namespace MiniKube.ApiServer.Authentication.Jwt;

/// <summary>One issuer of JSON Web Tokens, and how its claims make a user.</summary>
internal sealed record JwtIssuerConfiguration
{
    /// <summary>What tokens bear as <c>iss</c>.</summary>
    public required string Url { get; init; }

    /// <summary>Where its discovery document is.</summary>
    public required Uri DiscoveryUrl { get; init; }

    /// <summary>Empty: the machine's own authorities.</summary>
    public string AuthorityPem { get; init; } = "";

    /// <summary>A token must be for one of them.</summary>
    public required ImmutableArray<string> Audiences { get; init; }

    public required ClaimMapping Username { get; init; }

    public ClaimMapping Groups { get; init; } = ClaimMapping.None;

    public ClaimMapping Uid { get; init; } = ClaimMapping.None;

    /// <summary>By key, an expression.</summary>
    public ImmutableArray<KeyValuePair<string, CelProgram>> Extra { get; init; } = [];

    public ImmutableArray<ClaimRequirement> ClaimRules { get; init; } = [];

    /// <summary>Expressions over the user that came out.</summary>
    public ImmutableArray<ClaimRequirement> UserRules { get; init; } = [];

    /// <summary>The signatures that are taken: asymmetric ones only.</summary>
    public ImmutableArray<string> Algorithms { get; init; } = AllAlgorithms;

    public static ImmutableArray<string> AllAlgorithms { get; } =
        ["RS256", "RS384", "RS512", "ES256", "ES384", "ES512", "PS256", "PS384", "PS512"];
}
