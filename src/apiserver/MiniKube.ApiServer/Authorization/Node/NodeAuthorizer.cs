using System.Collections.Immutable;
using MiniKube.Api.Selectors;
using MiniKube.ApiServer.Authentication;
using MiniKube.ApiServer.Authorization.Rbac;
using MiniKube.ApiServer.Storage;

namespace MiniKube.ApiServer.Authorization.Node;

/// <summary>
/// Allows a node what it needs to run its pods and no more: only the secrets, config maps, claims and volumes that one of its pods names, only
/// its own Node, Lease and CSINode, only its own pods (KEP-279, KEP-4601).
/// </summary>
internal sealed class NodeAuthorizer(NodeGraph graph, ImmutableArray<ICatchUp> followers, ImmutableArray<PolicyRule> nodeRules) : IAuthorizer
{
    private const string LeaseNamespace = "kube-node-lease";

    public async ValueTask<Decision> AuthorizeAsync(AttributesRecord attributes, CancellationToken cancellationToken)
    {
        if (NodeIdentity.Of(attributes.User) is not { } node)
        {
            return default;
        }

        if (node.Length == 0)
        {
            return Decision.NoOpinion($"unknown node for user \"{attributes.User.Name}\"");
        }

        var decision = Decide(node, attributes);
        if (decision.IsAllowed)
        {
            return decision;
        }

        // A node asks for what a pod needs as soon as it hears of the pod, which may be sooner than this graph does.
        foreach (var follower in followers)
        {
            await follower.CatchUpAsync(cancellationToken);
        }

        return Decide(node, attributes);
    }

    public ValueTask<UserRules> RulesForAsync(UserInfo user, string ns, CancellationToken cancellationToken) => ValueTask.FromResult(
        NodeIdentity.Of(user) is null
            ? UserRules.None
            : UserRules.None with { Incomplete = "node authorizer does not support user rule resolution" });

    private Decision Decide(string node, AttributesRecord asked) => !asked.IsResourceRequest ? ByRules(asked) : (asked.Group, asked.Resource) switch
    {
        ("", "secrets") => Read(node, asked, NodeResource.Secret),
        ("", "configmaps") => Read(node, asked, NodeResource.ConfigMap),
        ("", "persistentvolumeclaims") when asked.Subresource == "status" => ClaimStatus(node, asked),
        ("", "persistentvolumeclaims") => Get(node, asked, NodeResource.Claim),
        ("", "persistentvolumes") => Get(node, asked, NodeResource.Volume),
        ("resource.k8s.io", "resourceclaims") => Get(node, asked, NodeResource.ResourceClaim),
        ("storage.k8s.io", "volumeattachments") => Attachment(node, asked),
        ("", "serviceaccounts") => Token(node, asked),
        ("coordination.k8s.io", "leases") => Lease(node, asked),
        ("storage.k8s.io", "csinodes") => CsiNode(node, asked),
        ("", "nodes") => OwnNode(node, asked),
        ("", "pods") => OwnPods(node, asked),
        _ => ByRules(asked),
    };

    private Decision Read(string node, AttributesRecord asked, NodeResource resource)
    {
        var no = asked.Verb is not ("get" or "list" or "watch") ? "can only read resources of this type"
            : asked.Subresource.Length > 0 ? "cannot read subresource"
            : asked.Namespace.Length == 0 ? "can only read namespaced object of this type"
            : "";
        return no.Length > 0 ? Decision.NoOpinion(no) : ByGraph(node, asked, resource);
    }

    private Decision Get(string node, AttributesRecord asked, NodeResource resource)
    {
        var no = asked.Verb != "get" ? "can only get individual resources of this type"
            : asked.Subresource.Length > 0 ? "cannot get subresource"
            : "";
        return no.Length > 0 ? Decision.NoOpinion(no) : ByGraph(node, asked, resource);
    }

    private Decision ClaimStatus(string node, AttributesRecord asked) => asked.Verb is "get" or "update" or "patch"
        ? ByGraph(node, asked, NodeResource.Claim)
        : Decision.NoOpinion("can only get/update/patch this type");

    private Decision Attachment(string node, AttributesRecord asked)
    {
        if (asked is not { Verb: "get", Subresource: "" })
        {
            return Decision.NoOpinion("can only get individual resources of this type");
        }

        return graph.IsAttachmentOf(asked.Name, node) ? Decision.Allow("") : Unrelated(node);
    }

    private Decision Token(string node, AttributesRecord asked)
    {
        var no = asked.Verb != "create" || asked.Name.Length == 0 ? "can only create tokens for individual service accounts"
            : asked.Subresource != "token" ? "can only create token subresource of service account"
            : "";
        return no.Length > 0 ? Decision.NoOpinion(no) : ByGraph(node, asked, NodeResource.ServiceAccount);
    }

    private static Decision Lease(string node, AttributesRecord asked)
    {
        var no = asked.Verb is not ("get" or "create" or "update" or "patch" or "delete") ? "can only get, create, update, patch, or delete a node lease"
            : asked.Namespace != LeaseNamespace ? $"can only access leases in the \"{LeaseNamespace}\" system namespace"
            : asked.Verb != "create" && asked.Name != node ? "can only access node lease with the same name as the requesting node"
            : "";
        return no.Length > 0 ? Decision.NoOpinion(no) : Decision.Allow("");
    }

    private static Decision CsiNode(string node, AttributesRecord asked)
    {
        var no = asked.Verb is not ("get" or "create" or "update" or "patch" or "delete") ? "can only get, create, update, patch, or delete a CSINode"
            : asked.Subresource.Length > 0 ? "cannot authorize CSINode subresources"
            : asked.Verb != "create" && asked.Name != node ? "can only access CSINode with the same name as the requesting node"
            : "";
        return no.Length > 0 ? Decision.NoOpinion(no) : Decision.Allow("");
    }

    private static Decision OwnNode(string node, AttributesRecord asked)
    {
        if (asked.Subresource == "status")
        {
            return asked.Verb is "update" or "patch" ? Decision.Allow("") : Decision.NoOpinion("can only update or patch the status of a node");
        }

        if (asked.Subresource.Length > 0)
        {
            return Decision.NoOpinion("cannot access this subresource of a node");
        }

        return asked.Verb switch
        {
            "create" or "update" or "patch" => Decision.Allow(""),
            "get" or "list" or "watch" when asked.Name == node => Decision.Allow(""),
            "get" or "list" or "watch" when asked.Name.Length == 0 =>
                Decision.NoOpinion($"node '{node}' cannot read all nodes, only its own Node object"),
            "get" or "list" or "watch" => Decision.NoOpinion($"node '{node}' cannot read '{asked.Name}', only its own Node object"),
            _ => Decision.NoOpinion(""),
        };
    }

    private Decision OwnPods(string node, AttributesRecord asked) => (asked.Subresource, asked.Verb) switch
    {
        ("", "get") => ByGraph(node, asked, NodeResource.Pod),
        ("", "list" or "watch") when asked.Name.Length > 0 => ByGraph(node, asked, NodeResource.Pod),
        ("", "list" or "watch") => IsForNode(asked.FieldSelector, node)
            ? Decision.Allow("")
            : Decision.NoOpinion("can only list/watch pods with spec.nodeName field selector"),
        ("", "create" or "delete") => Decision.Allow(""),
        ("status", "update" or "patch") => Decision.Allow(""),
        ("eviction", "create") => Decision.Allow(""),
        _ => Decision.NoOpinion(""),
    };

    private Decision ByGraph(string node, AttributesRecord asked, NodeResource resource)
    {
        if (asked.Name.Length == 0)
        {
            return Decision.NoOpinion("No Object name found");
        }

        return graph.Needs(node, new ObjectReference(resource, asked.Namespace, asked.Name)) ? Decision.Allow("") : Unrelated(node);
    }

    private Decision ByRules(AttributesRecord asked)
    {
        foreach (var rule in nodeRules)
        {
            if (rule.Allows(asked))
            {
                return Decision.Allow("");
            }
        }

        return default;
    }

    private static Decision Unrelated(string node) => Decision.NoOpinion($"no relationship found between node '{node}' and this object");

    private static bool IsForNode(string fieldSelector, string node)
    {
        try
        {
            return fieldSelector.Length > 0 && FieldSelector.Parse(fieldSelector).ValueOf("spec.nodeName") == node;
        }
        catch (FormatException)
        {
            // The endpoint says what is wrong with it, to those who may ask.
            return false;
        }
    }
}
