using System.Collections.Immutable;

namespace MiniKube.ApiServer.Authentication.Jwt;

/// <summary>One issuer as upstream's <c>--oidc-…</c> flags say it.</summary>
public sealed record OidcOptions
{
    public required string IssuerUrl { get; init; }

    /// <summary>The audience that its tokens must have.</summary>
    public required string ClientId { get; init; }

    /// <summary>PEM; null for the machine's own authorities.</summary>
    public string? AuthorityFile { get; init; }

    public string UsernameClaim { get; init; } = "sub";

    /// <summary>Null: <c>issuer#</c>, but nothing before an email; <c>-</c>: nothing.</summary>
    public string? UsernamePrefix { get; init; }

    public string GroupsClaim { get; init; } = "";

    public string GroupsPrefix { get; init; } = "";

    public ImmutableArray<string> SigningAlgorithms { get; init; } = ["RS256"];

    /// <summary>What further claims must be.</summary>
    public ImmutableArray<KeyValuePair<string, string>> RequiredClaims { get; init; } = [];
}
