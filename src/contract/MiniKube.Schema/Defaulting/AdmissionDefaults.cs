using System.Text.Json.Nodes;
using MiniKube.Schema.Trees;

namespace MiniKube.Schema.Defaulting;

/// <summary>Webhook configurations and admission policies.</summary>
internal static class AdmissionDefaults
{
    public static void Apply(JsonObject value, string kind)
    {
        switch (kind)
        {
            case "ValidatingAdmissionPolicy" or "MutatingAdmissionPolicy" when value.Object("spec") is { } spec:
                spec.Default("failurePolicy", "Fail");
                Match(spec.Object("matchConstraints"));
                break;
            case "ValidatingAdmissionPolicyBinding" or "MutatingAdmissionPolicyBinding":
                Match(value.At("spec", "matchResources"));
                break;
            default:
                foreach (var webhook in value.Objects("webhooks"))
                {
                    Webhook(webhook);
                    if (kind == "MutatingWebhookConfiguration")
                    {
                        webhook.Default("reinvocationPolicy", "Never");
                    }
                }

                break;
        }
    }

    private static void Webhook(JsonObject webhook)
    {
        webhook.Default("failurePolicy", "Fail");
        webhook.Default("timeoutSeconds", 10);
        webhook.At("clientConfig", "service")?.Default("port", 443);
        Selectors(webhook);
        Scopes(webhook.Objects("rules"));
    }

    private static void Match(JsonObject? match)
    {
        if (match is not null)
        {
            Selectors(match);
            Scopes(match.Objects("resourceRules"));
            Scopes(match.Objects("excludeResourceRules"));
        }
    }

    private static void Selectors(JsonObject match)
    {
        match.Default("matchPolicy", "Equivalent");
        _ = match.Ensure("namespaceSelector");
        _ = match.Ensure("objectSelector");
    }

    private static void Scopes(IEnumerable<JsonObject> rules)
    {
        foreach (var rule in rules)
        {
            rule.Default("scope", "*");
        }
    }
}
