using System.Collections.Immutable;

namespace MiniKube.ApiServer.Authentication;

/// <summary>Tokens that name no audience and thus are for the API server itself: those known from the start, and bootstrap tokens.</summary>
internal sealed class PlainTokens(StaticTokens known, BootstrapTokens bootstrap, ImmutableArray<string> audiences) : ITokenAuthenticator
{
    public async ValueTask<AuthenticatedToken?> FindAsync(string token, ImmutableArray<string> wanted, CancellationToken cancellationToken) =>
        AuthenticatedToken.ForServer(known.Find(token) ?? await bootstrap.FindAsync(token, cancellationToken), wanted, audiences);
}
