namespace MiniKube.ApiServer.Authorization.Node;

/// <summary>The kinds of objects that a pod draws a node's rights to.</summary>
internal enum NodeResource
{
    Pod,
    Secret,
    ConfigMap,
    Claim,
    Volume,
    ServiceAccount,
    ResourceClaim,
}
