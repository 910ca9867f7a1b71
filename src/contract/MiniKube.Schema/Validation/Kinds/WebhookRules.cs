using System.Text.Json.Nodes;
using MiniKube.Schema.Trees;

namespace MiniKube.Schema.Validation.Kinds;

/// <summary>Webhook configurations.</summary>
internal static class WebhookRules
{
    private const long TimeoutSecondsMax = 30;

    public static void Check(JsonObject configuration, Complaints complaints)
    {
        var index = 0;
        foreach (var webhook in configuration.Objects("webhooks"))
        {
            var at = FieldLocation.Root("webhooks").Index(index++);
            if ((webhook.Text("name") ?? "").Split('.').Length < 3)
            {
                complaints.Invalid(at.Child("name"), webhook.Text("name") ?? "", "should be a domain with at least three segments separated by dots");
            }

            if (webhook.Integer("timeoutSeconds") is < 1 or > TimeoutSecondsMax)
            {
                complaints.Invalid(at.Child("timeoutSeconds"), webhook.Member("timeoutSeconds"), "the timeout value must be between 1 and 30 seconds");
            }

            if (webhook.Text("sideEffects") is "Some" or "Unknown")
            {
                complaints.NotSupported(at.Child("sideEffects"), webhook.Member("sideEffects"), ["None", "NoneOnDryRun"]);
            }

            var client = webhook.Object("clientConfig");
            if (client.Has("url") == client.Has("service"))
            {
                complaints.Required(at.Child("clientConfig"), "exactly one of url or service is required");
            }

            if (!webhook.Items("admissionReviewVersions").Any(version => version.AsText is "v1" or "v1beta1"))
            {
                complaints.Required(at.Child("admissionReviewVersions"), "must specify one of v1, v1beta1");
            }

            _ = SelectorRules.Check(webhook.Object("namespaceSelector"), at.Child("namespaceSelector"), complaints);
            _ = SelectorRules.Check(webhook.Object("objectSelector"), at.Child("objectSelector"), complaints);
        }
    }
}
