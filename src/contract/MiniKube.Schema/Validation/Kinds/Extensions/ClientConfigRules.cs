using System.Text.Json.Nodes;
using MiniKube.Schema.Trees;

namespace MiniKube.Schema.Validation.Kinds.Extensions;

/// <summary>Where a webhook is: at a URL or behind a Service, and which authority vouches for it.</summary>
internal static class ClientConfigRules
{
    public static void Check(JsonObject client, FieldLocation where, Complaints complaints)
    {
        var (url, service) = (client.Text("url"), client.Object("service"));
        if (string.IsNullOrEmpty(url) == service is null)
        {
            complaints.Required(where, "exactly one of url or service is required");
        }
        else if (service is null)
        {
            CheckUrl(url!, where.Child("url"), complaints);
        }
        else
        {
            CheckService(service, where.Child("service"), complaints);
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

    private static void CheckService(JsonObject service, FieldLocation where, Complaints complaints)
    {
        if (service.Integer("port") is < 1 or > 65535)
        {
            complaints.Invalid(where.Child("port"), service.Member("port"), "port is not valid: must be between 1 and 65535, inclusive");
        }

        if (service.Text("path") is { Length: > 0 } path && (path[0] != '/' || path.Contains("//", StringComparison.Ordinal)))
        {
            complaints.Invalid(where.Child("path"), path, "must start with a '/' and have no empty segments");
        }
    }
}
