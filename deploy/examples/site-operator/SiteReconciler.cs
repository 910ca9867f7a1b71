using System.Net;
using System.Text.Json.Nodes;
using k8s;
using k8s.Autorest;
using k8s.Models;

namespace SiteOperator;

/// <summary>Makes what serves a site be as the site says, and says in the site what has become of it.</summary>
internal sealed class SiteReconciler(Kubernetes client, GenericClient sites, string image, TimeProvider time)
{
    public async Task ReconcileAsync(string @namespace, string name, CancellationToken cancellationToken)
    {
        if (await FindAsync(@namespace, name, cancellationToken) is not { Metadata.DeletionTimestamp: null } site)
        {
            // Its Deployment goes with it: it is its owner.
            return;
        }

        var applied = await client.AppsV1.PatchNamespacedDeploymentAsync(
            new V1Patch(KubernetesJson.Serialize(SitePlanner.Deployment(site, image)), V1Patch.PatchType.ApplyPatch),
            name,
            @namespace,
            fieldManager: SitePlanner.ManagedBy,
            force: true,
            cancellationToken: cancellationToken);
        var status = SitePlanner.Status(site, applied, Now());
        if (site.Status is null || KubernetesJson.Serialize(status) != KubernetesJson.Serialize(site.Status))
        {
            await client.CustomObjects.PatchNamespacedCustomObjectStatusAsync(
                new V1Patch(new JsonObject { ["status"] = JsonNode.Parse(KubernetesJson.Serialize(status)) }.ToJsonString(), V1Patch.PatchType.MergePatch),
                Site.Group,
                Site.Version,
                @namespace,
                Site.Plural,
                name,
                cancellationToken: cancellationToken);
        }
    }

    /// <summary>In whole seconds, as the API has times.</summary>
    private DateTime Now() => DateTimeOffset.FromUnixTimeSeconds(time.GetUtcNow().ToUnixTimeSeconds()).UtcDateTime;

    private async Task<Site?> FindAsync(string @namespace, string name, CancellationToken cancellationToken)
    {
        try
        {
            return await sites.ReadNamespacedAsync<Site>(@namespace, name, cancellationToken);
        }
        catch (HttpOperationException error) when (error.Response.StatusCode == HttpStatusCode.NotFound)
        {
            return null;
        }
    }
}
