using System.Text.Json.Nodes;
using MiniKube.Schema.Trees;

namespace MiniKube.Schema.Validation.Kinds;

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
            CheckClient(client, where.Child("webhook", "clientConfig"), complaints);
        }

        CheckReviewVersions(webhook, where.Child("webhook", "conversionReviewVersions"), complaints);
    }

    private static void CheckClient(JsonObject client, FieldLocation where, Complaints complaints)
    {
        AuthorityRules.Check(client, where.Child("caBundle"), complaints);
        var (url, service) = (client.Text("url"), client.Object("service"));
        if (string.IsNullOrEmpty(url) == service is null)
        {
            complaints.Required(where, "exactly one of url or service is required");
            return;
        }

        if (service is null)
        {
            CheckUrl(url!, where.Child("url"), complaints);
        }
        else if (service.Integer("port") is < 1 or > 65535)
        {
            complaints.Invalid(where.Child("service", "port"), service.Member("port"), "port is not valid: must be between 1 and 65535, inclusive");
        }
    }

    private static void CheckUrl(string url, FieldLocation where, Complaints complaints)
    {
        if (!Uri.TryCreate(url, UriKind.Absolute, out var parsed) || parsed.Scheme != Uri.UriSchemeHttps)
        {
            complaints.Invalid(where, url, "'https' is the only allowed URL scheme; desired format: https://host[/path]");
        }
        else if (parsed.UserInfo.Length > 0 || parsed.Query.Length > 0 || parsed.Fragment.Length > 0)
        {
            complaints.Invalid(where, url, "user information, query parameters and fragments are not permitted in the URL");
        }
    }

    private static void CheckReviewVersions(JsonObject? webhook, FieldLocation where, Complaints complaints)
    {
        var versions = webhook.Items("conversionReviewVersions").Select(version => version.AsText).ToList();
        if (versions.Count == 0)
        {
            complaints.Required(where);
        }
        else if (!versions.Contains("v1"))
        {
            complaints.Invalid(where, webhook.Member("conversionReviewVersions"), "must include at least one of v1");
        }
    }
}
