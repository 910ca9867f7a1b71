using System.Text.Json.Nodes;
using MiniKube.Api.Names;
using MiniKube.ApiServer.Authorization;
using MiniKube.ApiServer.Registry;
using MiniKube.ApiServer.Storage;

namespace MiniKube.ApiServer.Admission;

/// <summary>A node asks for a token only for a pod that runs on it, and only for an audience that this pod's volumes name (KEP-4412).</summary>
internal sealed class NodeTokenRules(ObjectStorage storage, ServedResources resources, IAuthorizer authorizer)
{
    /// <summary>Why the token is refused; empty when it is not.</summary>
    public async ValueTask<string> RefusalAsync(string node, AdmissionRequest admission, CancellationToken cancellationToken)
    {
        var spec = admission.Object.Child("spec");
        var reference = spec.Child("boundObjectRef");
        if (reference.Text("kind") != "Pod" || reference.Text("name").Length == 0)
        {
            return "node requested token not bound to a pod";
        }

        if (reference.Text("uid").Length == 0)
        {
            return "node requested token with a pod binding without a uid";
        }

        var pod = await FindAsync(new GroupVersionResource("", "v1", "pods"), admission.Request.Namespace, reference.Text("name"), cancellationToken);
        if (pod is null || pod.Metadata.Text("uid") != reference.Text("uid"))
        {
            return "node requested token bound to a pod that is not there";
        }

        if (pod.Child("spec").Text("nodeName") != node)
        {
            return "node requested token bound to a pod scheduled on a different node";
        }

        var audiences = spec.Texts("audiences").ToList();
        if (audiences.Count > 1)
        {
            return "node may only request 0 or 1 audiences";
        }

        var audience = audiences.Count == 0 ? "" : audiences[0];
        return await NamesAudienceAsync(pod, audience, cancellationToken) || await MayAskAsync(admission.Request, audience, cancellationToken)
            ? ""
            : $"audience \"{audience}\" not found in pod spec volume, {admission.Request.Caller.Name}";
    }

    private async ValueTask<bool> NamesAudienceAsync(JsonObject pod, string audience, CancellationToken cancellationToken)
    {
        foreach (var volume in pod.Child("spec").Objects("volumes"))
        {
            foreach (var source in volume.Child("projected").Objects("sources"))
            {
                if (source.Child("serviceAccountToken") is { } token && token.Text("audience") == audience)
                {
                    return true;
                }
            }

            var driver = await DriverOfAsync(pod, volume, cancellationToken);
            if (driver.Length > 0 && await DriverNamesAsync(driver, audience, cancellationToken))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The CSI driver that opens a volume; empty for one that needs none.</summary>
    private async ValueTask<string> DriverOfAsync(JsonObject pod, JsonObject volume, CancellationToken cancellationToken)
    {
        if (volume.Child("csi") is { } inline)
        {
            return inline.Text("driver");
        }

        var name = volume.Child("ephemeral") is not null
            ? $"{pod.Name}-{volume.Text("name")}"
            : volume.Child("persistentVolumeClaim").Text("claimName");
        if (name.Length == 0)
        {
            return "";
        }

        var claim = await FindAsync(new GroupVersionResource("", "v1", "persistentvolumeclaims"), pod.Namespace, name, cancellationToken);
        var bound = claim.Child("spec").Text("volumeName");
        return bound.Length == 0
            ? ""
            : (await FindAsync(new GroupVersionResource("", "v1", "persistentvolumes"), "", bound, cancellationToken)).Child("spec").Child("csi").Text("driver");
    }

    private async ValueTask<bool> DriverNamesAsync(string driver, string audience, CancellationToken cancellationToken)
    {
        var found = await FindAsync(new GroupVersionResource("storage.k8s.io", "v1", "csidrivers"), "", driver, cancellationToken);
        return found.Child("spec").Objects("tokenRequests").Any(one => one.Text("audience") == audience);
    }

    private async ValueTask<bool> MayAskAsync(RegistryRequest request, string audience, CancellationToken cancellationToken)
    {
        var asked = new AttributesRecord
        {
            User = request.Caller,
            IsResourceRequest = true,
            Verb = "request-serviceaccounts-token-audience",
            Version = "v1",
            Resource = audience,
            Namespace = request.Namespace,
            Name = request.Name,
        };
        return (await authorizer.AuthorizeAsync(asked, cancellationToken)).IsAllowed;
    }

    private async ValueTask<JsonObject?> FindAsync(GroupVersionResource resource, string ns, string name, CancellationToken cancellationToken)
    {
        var served = resources.Get(resource);
        return await storage.FindAsync(served.Keys.For(new NamespacedName(ns, name)), cancellationToken) is { } stored ? served.Decode(stored) : null;
    }
}
