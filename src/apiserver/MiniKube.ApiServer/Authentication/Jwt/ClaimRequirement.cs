namespace MiniKube.ApiServer.Authentication.Jwt;

/// <summary>What a token's claims must fulfil: a claim with a value, or an expression that is true.</summary>
internal sealed record ClaimRequirement(string Claim, string Value, string Expression, string Message);
