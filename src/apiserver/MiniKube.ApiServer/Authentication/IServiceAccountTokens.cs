using System.Collections.Immutable;

namespace MiniKube.ApiServer.Authentication;

/// <summary>Mints tokens for service accounts; the <c>serviceaccounts/token</c> subresource calls it.</summary>
internal interface IServiceAccountTokens
{
    /// <summary>The audiences of tokens that name none.</summary>
    ImmutableArray<string> DefaultAudiences { get; }

    /// <summary>Signs a token. The caller has checked that the account and the bound object exist.</summary>
    ServiceAccountToken Mint(ServiceAccountTokenRequest request);
}
