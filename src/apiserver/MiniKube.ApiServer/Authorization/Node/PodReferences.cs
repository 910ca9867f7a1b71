using System.Collections.Immutable;
using System.Text.Json.Nodes;
using MiniKube.ApiServer.Registry;

namespace MiniKube.ApiServer.Authorization.Node;

/// <summary>Finds every object that a node must read, or act for, to run a pod. Pure.</summary>
internal static class PodReferences
{
    public static ImmutableArray<ObjectReference> Of(JsonObject pod)
    {
        var ns = pod.Namespace;
        var found = new HashSet<ObjectReference> { new(NodeResource.Pod, ns, pod.Name) };
        var spec = pod.Child("spec");
        Add(found, NodeResource.ServiceAccount, ns, spec.Text("serviceAccountName"));
        foreach (var secret in spec.Objects("imagePullSecrets"))
        {
            Add(found, NodeResource.Secret, ns, secret.Text("name"));
        }

        foreach (var container in (ReadOnlySpan<string>)["initContainers", "containers", "ephemeralContainers"])
        {
            foreach (var one in spec.Objects(container))
            {
                AddEnvironment(found, ns, one);
            }
        }

        foreach (var volume in spec.Objects("volumes"))
        {
            AddVolume(found, pod, volume);
        }

        foreach (var claim in pod.Child("status").Objects("resourceClaimStatuses"))
        {
            Add(found, NodeResource.ResourceClaim, ns, claim.Text("resourceClaimName"));
        }

        foreach (var claim in spec.Objects("resourceClaims"))
        {
            Add(found, NodeResource.ResourceClaim, ns, claim.Text("resourceClaimName"));
        }

        return [.. found];
    }

    private static void AddEnvironment(HashSet<ObjectReference> found, string ns, JsonObject container)
    {
        foreach (var from in container.Objects("envFrom"))
        {
            Add(found, NodeResource.Secret, ns, from.Child("secretRef").Text("name"));
            Add(found, NodeResource.ConfigMap, ns, from.Child("configMapRef").Text("name"));
        }

        foreach (var source in container.Objects("env").Select(variable => variable.Child("valueFrom")))
        {
            Add(found, NodeResource.Secret, ns, source.Child("secretKeyRef").Text("name"));
            Add(found, NodeResource.ConfigMap, ns, source.Child("configMapKeyRef").Text("name"));
        }
    }

    private static void AddVolume(HashSet<ObjectReference> found, JsonObject pod, JsonObject volume)
    {
        var ns = pod.Namespace;
        Add(found, NodeResource.Secret, ns, volume.Child("secret").Text("secretName"));
        Add(found, NodeResource.ConfigMap, ns, volume.Child("configMap").Text("name"));
        Add(found, NodeResource.Claim, ns, volume.Child("persistentVolumeClaim").Text("claimName"));
        if (volume.Child("ephemeral") is not null)
        {
            Add(found, NodeResource.Claim, ns, $"{pod.Name}-{volume.Text("name")}");
        }

        foreach (var source in volume.Child("projected").Objects("sources"))
        {
            Add(found, NodeResource.Secret, ns, source.Child("secret").Text("name"));
            Add(found, NodeResource.ConfigMap, ns, source.Child("configMap").Text("name"));
        }

        // Drivers name the secret that they open the volume with.
        foreach (var (_, driver) in volume)
        {
            var reference = (driver as JsonObject).Child("nodePublishSecretRef") ?? (driver as JsonObject).Child("secretRef");
            Add(found, NodeResource.Secret, ns, reference.Text("name"));
        }

        Add(found, NodeResource.Secret, ns, volume.Child("azureFile").Text("secretName"));
    }

    private static void Add(HashSet<ObjectReference> found, NodeResource resource, string ns, string name)
    {
        if (name.Length > 0)
        {
            found.Add(new ObjectReference(resource, ns, name));
        }
    }
}
