using System.Text.Json.Nodes;
using MiniKube.Api.Validation;
using MiniKube.Schema.Trees;
using MiniKube.Schema.Validation.Kinds.Extensions;

namespace MiniKube.Schema.Validation.Kinds.Admission;

/// <summary>Webhook configurations.</summary>
internal static class WebhookRules
{
    private const long TimeoutSecondsMax = 30;

    public static void Check(JsonObject configuration, Complaints complaints)
    {
        var index = 0;
        foreach (var webhook in configuration.Objects("webhooks"))
        {
            CheckWebhook(webhook, FieldLocation.Root("webhooks").Index(index++), complaints);
        }
    }

    private static void CheckWebhook(JsonObject webhook, FieldLocation at, Complaints complaints)
    {
        CheckName(webhook.Text("name") ?? "", at.Child("name"), complaints);
        var index = 0;
        foreach (var rule in webhook.Objects("rules"))
        {
            AdmissionRuleRules.Check(rule, at.Child("rules").Index(index++), complaints);
        }

        if (webhook.Integer("timeoutSeconds") is < 1 or > TimeoutSecondsMax)
        {
            complaints.Invalid(at.Child("timeoutSeconds"), webhook.Member("timeoutSeconds"), "the timeout value must be between 1 and 30 seconds");
        }

        if (webhook.Text("sideEffects") is null or "")
        {
            complaints.Required(at.Child("sideEffects"), "must specify one of None, NoneOnDryRun");
        }
        else if (webhook.Text("sideEffects") is "Some" or "Unknown")
        {
            complaints.NotSupported(at.Child("sideEffects"), webhook.Member("sideEffects"), ["None", "NoneOnDryRun"]);
        }

        if (webhook.Object("clientConfig") is { } client)
        {
            AuthorityRules.Check(client, at.Child("clientConfig", "caBundle"), complaints);
            ClientConfigRules.Check(client, at.Child("clientConfig"), complaints);
        }

        CheckVersions(webhook, at.Child("admissionReviewVersions"), complaints);
        _ = SelectorRules.Check(webhook.Object("namespaceSelector"), at.Child("namespaceSelector"), complaints);
        _ = SelectorRules.Check(webhook.Object("objectSelector"), at.Child("objectSelector"), complaints);
        PolicyMatchRules.CheckConditions(webhook, at.Child("matchConditions"), complaints);
    }

    private static void CheckName(string name, FieldLocation where, Complaints complaints)
    {
        complaints.Invalid(where, name, NameRules.DnsSubdomain(name));
        if (name.Split('.').Length < 3)
        {
            complaints.Invalid(where, name, "should be a domain with at least three segments separated by dots");
        }
    }

    private static void CheckVersions(JsonObject webhook, FieldLocation where, Complaints complaints)
    {
        var versions = webhook.Items("admissionReviewVersions").Select(version => version.AsText ?? "").ToList();
        if (!versions.Any(version => version is "v1" or "v1beta1"))
        {
            complaints.Required(where, "must specify one of v1, v1beta1");
        }

        for (var i = 0; i < versions.Count; i++)
        {
            if (versions.IndexOf(versions[i]) < i)
            {
                complaints.Invalid(where.Index(i), versions[i], "duplicate version");
            }
        }
    }
}
