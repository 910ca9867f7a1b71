namespace MiniKube.ApiServer.Authorization.Rbac;

/// <summary>A user or a group, and where it has a right: a namespace, or everywhere when that is empty.</summary>
internal readonly record struct SubjectKey(string Namespace, bool IsGroup, string Name);
