using System.Collections.Immutable;

namespace MiniKube.ApiServer.Authentication;

/// <summary>Knows whose some bearer tokens are.</summary>
internal interface ITokenAuthenticator
{
    /// <summary>The user and which of the audiences the token is for; null for a token that is unknown, not valid, or for none of them.</summary>
    ValueTask<AuthenticatedToken?> FindAsync(string token, ImmutableArray<string> wanted, CancellationToken cancellationToken);
}
