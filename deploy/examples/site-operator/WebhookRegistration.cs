using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json.Nodes;
using k8s;
using k8s.Models;

namespace SiteOperator;

/// <summary>Tells the API server, in the definition, by what to know the webhook.</summary>
internal static class WebhookRegistration
{
    public static async Task PublishAsync(Kubernetes client, X509Certificate2 certificate, CancellationToken cancellationToken)
    {
        var authority = Convert.ToBase64String(Encoding.ASCII.GetBytes(certificate.ExportCertificatePem()));
        var patch = new JsonObject
        {
            ["spec"] = new JsonObject { ["conversion"] = new JsonObject { ["webhook"] = new JsonObject { ["clientConfig"] = new JsonObject { ["caBundle"] = authority } } } },
        };
        await client.ApiextensionsV1.PatchCustomResourceDefinitionAsync(
            new V1Patch(patch.ToJsonString(), V1Patch.PatchType.MergePatch), Site.Definition, fieldManager: SitePlanner.ManagedBy, cancellationToken: cancellationToken);
    }
}
