using System.Text;
using MiniKube.Api.Names;

namespace MiniKube.Client.Api;

/// <summary>Builds request paths: <c>/apis/apps/v1/namespaces/a/deployments/b/status</c>.</summary>
internal static class ResourcePath
{
    public static string Of(GroupVersionResource resource, string? @namespace, string name = "", string subresource = "")
    {
        var path = new StringBuilder(128);
        path.Append(Root(resource.GroupVersion));
        if (!string.IsNullOrEmpty(@namespace))
        {
            path.Append("/namespaces/").Append(Uri.EscapeDataString(@namespace));
        }

        path.Append('/').Append(resource.Resource);
        if (name.Length > 0)
        {
            path.Append('/').Append(Uri.EscapeDataString(name));
        }

        if (subresource.Length > 0)
        {
            path.Append('/').Append(subresource);
        }

        return path.ToString();
    }

    public static string Root(GroupVersion version) => version.Group.Length == 0 ? $"/api/{version.Version}" : $"/apis/{version.Group}/{version.Version}";
}
