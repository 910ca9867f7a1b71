using MiniKube.Cel;

namespace MiniKube.ApiServer.Authentication.Jwt;

/// <summary>Where a part of a user comes from: a claim with a prefix put before it, or an expression over the claims.</summary>
internal sealed record ClaimMapping(string Claim, string Prefix, CelProgram? Expression)
{
    public static ClaimMapping None { get; } = new("", "", null);

    public bool IsGiven => Claim.Length > 0 || Expression is not null;
}
