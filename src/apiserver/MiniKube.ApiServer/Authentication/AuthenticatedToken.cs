using System.Collections.Immutable;

namespace MiniKube.ApiServer.Authentication;

/// <summary>Whose token it is, and the audiences, of those asked for, that it is meant for.</summary>
internal sealed record AuthenticatedToken(UserInfo User, ImmutableArray<string> Audiences)
{
    /// <summary>A token that is for whatever the API server itself answers to; null when that is not what was asked for.</summary>
    public static AuthenticatedToken? ForServer(UserInfo? user, ImmutableArray<string> wanted, ImmutableArray<string> server)
    {
        if (user is null)
        {
            return null;
        }

        ImmutableArray<string> shared = [.. wanted.Where(server.Contains)];
        return shared is [] ? null : new AuthenticatedToken(user, shared);
    }
}
