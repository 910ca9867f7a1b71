using System.Collections.Immutable;
using System.Text.Json.Nodes;
using MiniKube.ApiServer.Registry;

namespace MiniKube.ApiServer.Authorization.Node;

/// <summary>The claim that a volume is bound to, and the secrets that its driver needs on the node. Pure.</summary>
internal sealed record VolumeReferences(ObjectReference? Claim, ImmutableArray<ObjectReference> Secrets)
{
    private static readonly ImmutableArray<string> NodeSecrets =
        ["nodePublishSecretRef", "nodeStageSecretRef", "nodeExpandSecretRef", "controllerPublishSecretRef", "secretRef"];

    public static VolumeReferences Of(JsonObject volume)
    {
        var spec = volume.Child("spec");
        var claim = spec.Child("claimRef");
        var claimNamespace = claim.Text("namespace");
        var secrets = new List<ObjectReference>();
        foreach (var (_, driver) in spec ?? [])
        {
            foreach (var name in NodeSecrets)
            {
                var reference = (driver as JsonObject).Child(name);
                if (reference.Text("name") is { Length: > 0 } secret)
                {
                    var ns = reference.Text("namespace") is { Length: > 0 } given ? given : claimNamespace;
                    secrets.Add(new ObjectReference(NodeResource.Secret, ns, secret));
                }
            }
        }

        return new VolumeReferences(
            claim is null ? null : new ObjectReference(NodeResource.Claim, claimNamespace, claim.Text("name")), [.. secrets]);
    }
}
