using System.Text.Json.Nodes;
using MiniKube.Api.Errors;
using MiniKube.ApiServer.Authorization.Node;
using MiniKube.ApiServer.Registry;

namespace MiniKube.ApiServer.Admission;

/// <summary>
/// Holds what a node writes against what it is: its own Node, Lease and CSINode, the status of its own pods, tokens for its own pods (KEP-279).
/// </summary>
internal sealed class NodeRestriction(NodeTokenRules tokens) : IValidatingAdmission
{
    private const string MirrorAnnotation = "kubernetes.io/config.mirror";
    private const string LeaseNamespace = "kube-node-lease";

    public async ValueTask ValidateAsync(AdmissionRequest admission, CancellationToken cancellationToken)
    {
        var request = admission.Request;
        if (NodeIdentity.Of(request.Caller) is not { } node)
        {
            return;
        }

        var refusal = node.Length == 0
            ? $"could not determine node from user \"{request.Caller.Name}\""
            : (request.GroupResource.Group, request.GroupResource.Resource, request.Subresource) switch
            {
                ("", "pods", "") => Pod(node, admission),
                ("", "pods", "eviction") => Eviction(node, admission),
                ("", "pods", "status") => PodStatus(node, admission),
                ("", "persistentvolumeclaims", "status") => ClaimStatus(node, admission),
                ("", "nodes", "" or "status") => NodeRules.Refusal(node, admission),
                ("", "serviceaccounts", "token") => await tokens.RefusalAsync(node, admission, cancellationToken),
                ("coordination.k8s.io", "leases", _) => Lease(node, admission),
                ("storage.k8s.io", "csinodes", _) => CsiNode(node, admission),
                _ => "",
            };
        if (refusal.Length > 0)
        {
            throw StatusErrors.Forbidden(request.GroupResource, NameOf(admission), refusal);
        }
    }

    private static string NameOf(AdmissionRequest admission) =>
        admission.Request.Name is { Length: > 0 } name ? name : admission.Object?.Name ?? "";

    private static string Pod(string node, AdmissionRequest admission) => admission.Operation switch
    {
        AdmissionOperation.Create => MirrorPod(node, admission.Object!),
        AdmissionOperation.Delete => admission.Existing.Child("spec").Text("nodeName") == node
            ? ""
            : $"node \"{node}\" can only delete pods with spec.nodeName set to itself",
        _ => $"unexpected operation \"{admission.Operation.ToString().ToUpperInvariant()}\", node \"{node}\" can only create and delete mirror pods",
    };

    private static string Eviction(string node, AdmissionRequest admission) => admission.Existing.Child("spec").Text("nodeName") == node
        ? ""
        : $"node \"{node}\" can only evict pods with spec.nodeName set to itself";

    private static string MirrorPod(string node, JsonObject pod)
    {
        if (pod.Metadata.Child("annotations")?.ContainsKey(MirrorAnnotation) != true)
        {
            return $"pod does not have \"{MirrorAnnotation}\" annotation, node \"{node}\" can only create mirror pods";
        }

        var spec = pod.Child("spec");
        if (spec.Text("nodeName") != node)
        {
            return $"node \"{node}\" can only create pods with spec.nodeName set to itself";
        }

        if (spec.Text("serviceAccountName").Length > 0)
        {
            return $"node \"{node}\" can not create pods that reference a service account";
        }

        // A mirror stands for a file on the node; one that named secrets would give the node a right to them.
        var named = PodReferences.Of(pod).FirstOrDefault(reference => reference.Resource is not NodeResource.Pod);
        return named.Name is null ? "" : $"node \"{node}\" can not create pods that reference {Plural(named.Resource)}";
    }

    private static string Plural(NodeResource resource) => resource switch
    {
        NodeResource.Secret => "secrets",
        NodeResource.ConfigMap => "configmaps",
        NodeResource.Claim => "persistentvolumeclaims",
        NodeResource.ResourceClaim => "resourceclaims",
        _ => "other objects",
    };

    private static string PodStatus(string node, AdmissionRequest admission)
    {
        if (admission.Existing.Child("spec").Text("nodeName") != node)
        {
            return $"node \"{node}\" can only update pod status for pods with spec.nodeName set to itself";
        }

        return JsonNode.DeepEquals(admission.Object!.Metadata["labels"], admission.Existing!.Metadata["labels"])
            ? ""
            : $"node \"{node}\" cannot update labels through pod status";
    }

    /// <summary>A node only tells how far a resize has come.</summary>
    private static string ClaimStatus(string node, AdmissionRequest admission) =>
        JsonNode.DeepEquals(WithoutSize(admission.Object!), WithoutSize(admission.Existing!))
            ? ""
            : $"node \"{node}\" is not allowed to update fields other than status.capacity and status.conditions";

    private static JsonObject WithoutSize(JsonObject claim)
    {
        var status = claim.Child("status")?.DeepClone().AsObject() ?? [];
        foreach (var name in (ReadOnlySpan<string>)["capacity", "conditions", "allocatedResources", "allocatedResourceStatuses"])
        {
            status.Remove(name);
        }

        return new JsonObject { ["status"] = status, ["spec"] = claim["spec"]?.DeepClone() };
    }

    private static string Lease(string node, AdmissionRequest admission)
    {
        if (admission.Request.Namespace != LeaseNamespace)
        {
            return $"can only access leases in the \"{LeaseNamespace}\" system namespace";
        }

        return NameOf(admission) == node ? "" : "can only access node lease with the same name as the requesting node";
    }

    private static string CsiNode(string node, AdmissionRequest admission) =>
        NameOf(admission) == node ? "" : "can only access CSINode with the same name as the requesting node";
}
