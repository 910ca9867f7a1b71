namespace MiniKube.ApiServer.Authorization.Node;

/// <summary>An object that a pod, a claim or a volume names; the namespace of a volume is empty.</summary>
internal readonly record struct ObjectReference(NodeResource Resource, string Namespace, string Name);
