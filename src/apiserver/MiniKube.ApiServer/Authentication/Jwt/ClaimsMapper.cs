using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace MiniKube.ApiServer.Authentication.Jwt;

/// <summary>Makes a user of the claims of a token whose signature, issuer, audience and time are right already.</summary>
internal static class ClaimsMapper
{
    public static MappedClaims Map(JwtIssuerConfiguration issuer, JsonObject claims)
    {
        foreach (var rule in issuer.ClaimRules)
        {
            if (TextOf(claims, rule.Claim) is not { } value)
            {
                return new MappedClaims.Refused($"claim {rule.Claim} is missing or no text");
            }

            if (value != rule.Value)
            {
                return new MappedClaims.Refused($"claim {rule.Claim} is not as required");
            }
        }

        if (TextOf(claims, issuer.Username.Claim) is not { Length: > 0 } name)
        {
            return new MappedClaims.Refused($"claim {issuer.Username.Claim}, the user's name, is missing or no text");
        }

        // An address that anybody may claim is nobody's name.
        if (issuer.Username.Claim == "email" && claims["email_verified"] is { } verified && verified.GetValueKind() != JsonValueKind.True)
        {
            return new MappedClaims.Refused("claim email_verified is there and not true");
        }

        if (GroupsOf(issuer.Groups, claims) is not { } groups)
        {
            return new MappedClaims.Refused($"claim {issuer.Groups.Claim}, the user's groups, is neither a text nor a list of texts");
        }

        var uid = issuer.Uid.Claim.Length == 0 ? "" : TextOf(claims, issuer.Uid.Claim);
        if (uid is null)
        {
            return new MappedClaims.Refused($"claim {issuer.Uid.Claim}, the user's uid, is missing or no text");
        }

        var user = UserInfo.Authenticated(issuer.Username.Prefix + name, groups.AsSpan()) with { Uid = uid };
        return new MappedClaims.Accepted(user with { Extra = CredentialOf(claims) });
    }

    private static ImmutableSortedDictionary<string, ImmutableArray<string>> CredentialOf(JsonObject claims) =>
        TextOf(claims, "jti") is { Length: > 0 } id
            ? UserInfo.Anonymous.Extra.Add("authentication.kubernetes.io/credential-id", [$"JTI={id}"])
            : UserInfo.Anonymous.Extra;

    /// <summary>Null when the claim is something else than texts.</summary>
    private static ImmutableArray<string>? GroupsOf(ClaimMapping mapping, JsonObject claims)
    {
        if (mapping.Claim.Length == 0 || claims[mapping.Claim] is not { } claim)
        {
            return [];
        }

        return claim switch
        {
            JsonArray several => several.All(IsText) ? [.. several.Select(each => mapping.Prefix + each!.GetValue<string>())] : null,
            _ => IsText(claim) ? [mapping.Prefix + claim.GetValue<string>()] : null,
        };
    }

    private static string? TextOf(JsonObject claims, string name) => IsText(claims[name]) ? claims[name]!.GetValue<string>() : null;

    private static bool IsText(JsonNode? node) => node?.GetValueKind() == JsonValueKind.String;
}
