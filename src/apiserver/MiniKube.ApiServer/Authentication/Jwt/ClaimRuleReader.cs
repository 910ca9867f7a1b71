using System.Collections.Immutable;
using MiniKube.ApiServer.Configuration;

namespace MiniKube.ApiServer.Authentication.Jwt;

/// <summary>Reads <c>claimValidationRules</c> and <c>userValidationRules</c>.</summary>
internal static class ClaimRuleReader
{
    public static ImmutableArray<ClaimRequirement> ReadClaimRules(ConfigurationNode issuer)
    {
        var rules = ImmutableArray.CreateBuilder<ClaimRequirement>();
        foreach (var node in issuer.Children("claimValidationRules"))
        {
            var rule = new ClaimRequirement(
                node.Text("claim"), node.Text("requiredValue"), Expressions.ReadClaimRule(node, "expression"), node.Text("message"));
            var text = node.Text("expression");
            if (rule.Claim.Length > 0 && text.Length > 0)
            {
                node.Mistake("", "Invalid value: claim and expression can't both be set");
            }
            else if (rule.Claim.Length == 0 && text.Length == 0)
            {
                node.Mistake("", "Required value: claim or expression is required");
            }
            else if (rule.Claim.Length > 0 && rule.Message.Length > 0)
            {
                node.Mistake("message", "Invalid value: message can't be set when claim is set");
            }
            else if (text.Length > 0 && rule.Value.Length > 0)
            {
                node.Mistake("requiredValue", "Invalid value: requiredValue can't be set when expression is set");
            }

            if (rules.Any(known => known.Claim == rule.Claim && known.Expression?.Source == rule.Expression?.Source))
            {
                node.Mistake("", "Duplicate value");
            }

            rules.Add(rule);
        }

        return rules.ToImmutable();
    }

    public static ImmutableArray<ClaimRequirement> ReadUserRules(ConfigurationNode issuer)
    {
        var rules = ImmutableArray.CreateBuilder<ClaimRequirement>();
        foreach (var node in issuer.Children("userValidationRules"))
        {
            var message = node.Text("message");
            if (node.Text("expression").Length == 0)
            {
                node.Mistake("expression", "Required value: expression is required");
            }
            else if (Expressions.ReadUserRule(node, "expression") is { } expression)
            {
                rules.Add(new ClaimRequirement("", "", expression, message));
            }
        }

        return rules.ToImmutable();
    }
}
