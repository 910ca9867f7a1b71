namespace MiniKube.ApiServer.Authentication;

/// <summary>A signed token and the end of its life.</summary>
internal sealed record ServiceAccountToken(string Token, DateTimeOffset ExpiresAt);
