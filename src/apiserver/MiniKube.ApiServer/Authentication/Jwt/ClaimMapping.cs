namespace MiniKube.ApiServer.Authentication.Jwt;

/// <summary>Where a part of a user comes from: a claim with a prefix put before it, or an expression over the claims.</summary>
internal sealed record ClaimMapping(string Claim, string Prefix, string Expression)
{
    public static ClaimMapping None { get; } = new("", "", "");

    public bool IsGiven => Claim.Length > 0 || Expression.Length > 0;
}
