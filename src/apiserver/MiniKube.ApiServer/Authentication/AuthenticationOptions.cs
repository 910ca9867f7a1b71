using System.Collections.Immutable;
using MiniKube.ApiServer.Authentication.FrontProxy;
using MiniKube.ApiServer.Authentication.Jwt;

namespace MiniKube.ApiServer.Authentication;

/// <summary>Who is let in, beside the cluster's own certificates, service accounts and bootstrap tokens.</summary>
public sealed record AuthenticationOptions
{
    /// <summary>An <c>AuthenticationConfiguration</c>, read again when it changes; null for none.</summary>
    public string? ConfigurationFile { get; init; }

    /// <summary>Null: the configuration file says, or else requests without credentials are let in as <c>system:anonymous</c>.</summary>
    public bool? AllowsAnonymous { get; init; }

    /// <summary>One issuer of JSON Web Tokens, by flags; not together with <see cref="ConfigurationFile"/>.</summary>
    public OidcOptions? Oidc { get; init; }

    /// <summary>Null: nobody is believed for its headers.</summary>
    public RequestHeaderOptions? RequestHeaders { get; init; }

    /// <summary>Asked about tokens that nobody else knows; null for none.</summary>
    public WebhookTokenOptions? WebhookTokens { get; init; }

    /// <summary>What tokens without an audience are good for, and what the server's own requests ask for; empty for the issuer's name.</summary>
    public ImmutableArray<string> Audiences { get; init; } = [];
}
