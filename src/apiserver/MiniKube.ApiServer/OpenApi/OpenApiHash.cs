using System.Security.Cryptography;
using System.Text;
using MiniKube.Api.Names;
using MiniKube.ApiServer.Discovery;
using MiniKube.Schema.Resources;

namespace MiniKube.ApiServer.OpenApi;

/// <summary>
/// Names a document without making it, so that the index is cheap: what is built in changes only with the build, a custom resource with its definition.
/// </summary>
internal static class OpenApiHash
{
    public static string Of(GroupVersion version, ApiCatalog catalog)
    {
        var build = typeof(ApiCatalog).Assembly.ManifestModule.ModuleVersionId;
        var names = string.Join(
            ',',
            catalog.Resources.Where(resource => resource.Resource.GroupVersion == version).Select(resource => resource.Resource.Resource + resource.Custom?.Tag));
        return Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes($"{build} {ServerVersion.GitVersion} {version} {names}")));
    }
}
