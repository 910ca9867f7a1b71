using System.Text.Json.Nodes;
using MiniKube.Api.Names;
using MiniKube.ApiServer.Authentication;
using MiniKube.ApiServer.Certificates;
using MiniKube.ApiServer.Endpoints;
using MiniKube.ApiServer.Registry;

namespace MiniKube.ApiServer.Aggregation;

/// <summary>Tells aggregated servers by whose certificate they know this server, and in which headers it says who asks.</summary>
internal static class ExtensionAuthentication
{
    private const string Name = "extension-apiserver-authentication";
    private const string Namespace = "kube-system";

    private static readonly UserInfo Server = UserInfo.Authenticated("system:apiserver", UserInfo.MastersGroup);

    public static async Task EnsureAsync(EndpointServices services, ClusterCertificates certificates, CancellationToken cancellationToken)
    {
        var request = new RegistryRequest
        {
            Resource = services.Resources.Get(new GroupVersionResource("", "v1", "configmaps")),
            Namespace = Namespace,
            Caller = Server,
            Now = services.Surroundings.Time.GetUtcNow(),
        };
        if (await services.Storage.FindAsync(request.Resource.Keys.For(new(Namespace, Name)), cancellationToken) is null)
        {
            var made = new JsonObject
            {
                ["kind"] = "ConfigMap",
                ["apiVersion"] = "v1",
                ["metadata"] = new JsonObject { ["name"] = Name, ["namespace"] = Namespace },
                ["data"] = Content(certificates),
            };
            await services.Creator.CreateAsync(request, made, cancellationToken);
            return;
        }

        await services.Updater.UpdateAsync(
            request.For(Name),
            existing =>
            {
                var changed = existing!.DeepClone().AsObject();
                changed["data"] = Content(certificates);
                return changed;
            },
            Preconditions.None,
            cancellationToken);
    }

    private static JsonObject Content(ClusterCertificates certificates) => new()
    {
        ["client-ca-file"] = certificates.AuthorityPem,
        ["requestheader-allowed-names"] = """["front-proxy-client"]""",
        ["requestheader-client-ca-file"] = certificates.FrontProxyAuthorityPem,
        ["requestheader-extra-headers-prefix"] = """["X-Remote-Extra-"]""",
        ["requestheader-group-headers"] = """["X-Remote-Group"]""",
        ["requestheader-uid-headers"] = """["X-Remote-Uid"]""",
        ["requestheader-username-headers"] = """["X-Remote-User"]""",
    };
}
