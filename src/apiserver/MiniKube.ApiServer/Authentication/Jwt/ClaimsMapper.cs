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
            if (!Holds(rule, claims))
            {
                return Refuse(rule.Message.Length > 0 ? rule.Message : $"the rule on {rule.Expression?.Source ?? rule.Claim} does not hold");
            }
        }

        // An address that anybody may claim is nobody's name.
        if (issuer.Username.Claim == "email" && claims["email_verified"] is { } verified && verified.GetValueKind() != JsonValueKind.True)
        {
            return Refuse("claim email_verified is there and not true");
        }

        if (ClaimParts.Text(issuer.Username, claims) is not { } name || name.Length == issuer.Username.Prefix.Length)
        {
            return Refuse("the user's name is missing or no text");
        }

        if (ClaimParts.Texts(issuer.Groups, claims) is not { } groups)
        {
            return Refuse("the user's groups are neither a text nor a list of texts");
        }

        var uid = issuer.Uid.IsGiven ? ClaimParts.Text(issuer.Uid, claims) : "";
        if (uid is null)
        {
            return Refuse("the user's uid is missing or no text");
        }

        if (ExtraOf(issuer, claims) is not { } extra)
        {
            return Refuse("a fact about the user is neither a text nor a list of texts");
        }

        return Check(issuer, UserInfo.Authenticated(name, groups.AsSpan()) with { Uid = uid, Extra = extra });
    }

    private static MappedClaims Check(JwtIssuerConfiguration issuer, UserInfo user)
    {
        foreach (var rule in issuer.UserRules)
        {
            if (!Expressions.Holds(rule.Expression!, user))
            {
                return Refuse(rule.Message.Length > 0 ? rule.Message : $"the rule {rule.Expression!.Source} on the user does not hold");
            }
        }

        return new MappedClaims.Accepted(user);
    }

    private static bool Holds(ClaimRequirement rule, JsonObject claims) => rule.Expression is { } program
        ? Expressions.OverClaims(program, claims).IsTrue
        : ClaimParts.Text(claims, rule.Claim) == rule.Value;

    private static ImmutableSortedDictionary<string, ImmutableArray<string>>? ExtraOf(JwtIssuerConfiguration issuer, JsonObject claims)
    {
        var extra = UserInfo.Anonymous.Extra;
        if (ClaimParts.Text(claims, "jti") is { Length: > 0 } id)
        {
            extra = extra.Add("authentication.kubernetes.io/credential-id", [$"JTI={id}"]);
        }

        foreach (var (key, program) in issuer.Extra)
        {
            if (ClaimParts.Texts(program, claims) is not { } values)
            {
                return null;
            }

            extra = values.IsEmpty ? extra : extra.SetItem(key, values);
        }

        return extra;
    }

    private static MappedClaims.Refused Refuse(string reason) => new(reason);
}
