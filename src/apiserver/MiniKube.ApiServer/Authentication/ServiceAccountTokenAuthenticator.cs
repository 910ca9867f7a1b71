using System.Collections.Immutable;

namespace MiniKube.ApiServer.Authentication;

/// <summary>Tokens of service accounts, which this cluster has signed.</summary>
internal sealed class ServiceAccountTokenAuthenticator(ServiceAccountTokenVerifier verifier) : ITokenAuthenticator
{
    public async ValueTask<AuthenticatedToken?> FindAsync(string token, ImmutableArray<string> wanted, CancellationToken cancellationToken)
    {
        var claims = await verifier.VerifyAsync(token, wanted, cancellationToken);
        return claims is null ? null : new AuthenticatedToken(claims.User, [.. wanted.Where(audience => claims.Audiences.Contains(audience))]);
    }
}
