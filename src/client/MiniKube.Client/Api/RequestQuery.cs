using System.Text;

namespace MiniKube.Client.Api;

/// <summary>Builds query strings; empty values are left out.</summary>
internal static class RequestQuery
{
    public static string Of(ListOptions options) => Build(
        ("labelSelector", options.LabelSelector),
        ("fieldSelector", options.FieldSelector),
        ("limit", options.Limit > 0 ? options.Limit.ToString() : ""),
        ("continue", options.Continue),
        ("resourceVersion", options.ResourceVersion));

    public static string Of(WatchOptions options) => Build(
        ("watch", "true"),
        ("labelSelector", options.LabelSelector),
        ("fieldSelector", options.FieldSelector),
        ("resourceVersion", options.ResourceVersion),
        ("timeoutSeconds", options.TimeoutSeconds > 0 ? options.TimeoutSeconds.ToString() : ""),
        ("allowWatchBookmarks", options.AllowBookmarks ? "true" : ""));

    public static string Of(PatchBody patch) => Build(("fieldManager", patch.FieldManager), ("force", patch.Force ? "true" : ""));

    private static string Build(params ReadOnlySpan<(string Name, string Value)> parameters)
    {
        var query = new StringBuilder();
        foreach (var (name, value) in parameters)
        {
            if (value.Length > 0)
            {
                query.Append(query.Length == 0 ? '?' : '&').Append(name).Append('=').Append(Uri.EscapeDataString(value));
            }
        }

        return query.ToString();
    }
}
