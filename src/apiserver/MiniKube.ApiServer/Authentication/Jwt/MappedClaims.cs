namespace MiniKube.ApiServer.Authentication.Jwt;

/// <summary>What claims come to.</summary>
internal abstract record MappedClaims
{
    public sealed record Accepted(UserInfo User) : MappedClaims;

    /// <param name="Reason">For the log.</param>
    public sealed record Refused(string Reason) : MappedClaims;
}
