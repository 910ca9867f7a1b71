using MiniKube.Cel;

namespace MiniKube.ApiServer.Authentication.Jwt;

/// <summary>What must hold: a claim has a value, or an expression is true.</summary>
internal sealed record ClaimRequirement(string Claim, string Value, CelProgram? Expression, string Message);
