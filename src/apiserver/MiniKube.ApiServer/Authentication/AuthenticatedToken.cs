using System.Collections.Immutable;

namespace MiniKube.ApiServer.Authentication;

/// <summary>Whose token it is, and the audiences, of those asked for, that it is meant for.</summary>
internal sealed record AuthenticatedToken(UserInfo User, ImmutableArray<string> Audiences);
