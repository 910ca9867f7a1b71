using System.Collections.Immutable;

namespace MiniKube.ApiServer.Authentication.Jwt;

/// <summary>What an <c>AuthenticationConfiguration</c> says.</summary>
/// <param name="Issuers">Whose tokens are taken.</param>
/// <param name="Anonymous">Null where the file does not say.</param>
internal sealed record AuthenticationConfiguration(ImmutableArray<JwtIssuerConfiguration> Issuers, AnonymousRules? Anonymous);
