using System.Text.Json.Nodes;
using MiniKube.Schema.Trees;

namespace MiniKube.Schema.Validation.Kinds.Extensions;

/// <summary>How a CustomResourceDefinition says that its versions are converted.</summary>
internal static class DefinitionConversionRules
{
    private static readonly string[] Strategies = ["None", "Webhook"];

    public static void Check(JsonObject? conversion, Complaints complaints)
    {
        var where = FieldLocation.Root("spec").Child("conversion");
        var strategy = conversion.Text("strategy") ?? "";
        if (!Strategies.Contains(strategy))
        {
            complaints.NotSupported(where.Child("strategy"), strategy, Strategies);
            return;
        }

        var webhook = conversion.Object("webhook");
        if (strategy == "None")
        {
            if (webhook is not null)
            {
                complaints.Forbidden(where.Child("webhook"), "should not be set when strategy is not set to Webhook");
            }

            return;
        }

        if (webhook.Object("clientConfig") is not { } client)
        {
            complaints.Required(where.Child("webhook", "clientConfig"), "required when strategy is set to Webhook");
        }
        else
        {
            ClientConfigRules.Check(client, where.Child("webhook", "clientConfig"), complaints);
        }

        CheckReviewVersions(webhook, where.Child("webhook", "conversionReviewVersions"), complaints);
    }

    /// <summary>A bundle that vouches for nobody keeps a new definition from being served, and must not come in the way of one that is.</summary>
    public static void CheckUpdate(JsonObject? conversion, JsonObject? before, Complaints complaints)
    {
        if (ClientOf(conversion) is { } client && AuthorityRules.IsUsable(ClientOf(before)))
        {
            AuthorityRules.Check(client, FieldLocation.Root("spec").Child("conversion", "webhook").Child("clientConfig", "caBundle"), complaints);
        }
    }

    public static bool IsTrustUsable(JsonObject? conversion) => AuthorityRules.IsUsable(ClientOf(conversion));

    private static JsonObject? ClientOf(JsonObject? conversion) => conversion.Object("webhook").Object("clientConfig");

    private static void CheckReviewVersions(JsonObject? webhook, FieldLocation where, Complaints complaints)
    {
        var versions = webhook.Items("conversionReviewVersions").Select(version => version.AsText).ToList();
        if (versions.Count == 0)
        {
            complaints.Required(where);
        }
        else if (!versions.Any(version => version is "v1" or "v1beta1"))
        {
            complaints.Invalid(where, webhook.Member("conversionReviewVersions"), "must include at least one of v1, v1beta1");
        }
    }
}
