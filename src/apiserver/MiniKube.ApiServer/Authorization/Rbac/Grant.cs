using MiniKube.Mvcc;

namespace MiniKube.ApiServer.Authorization.Rbac;

/// <summary>A role that a subject has through a binding.</summary>
/// <param name="Binding">Where the binding is kept.</param>
/// <param name="Role">The role, which need not exist.</param>
/// <param name="Reason">What to say when it allows something; made once.</param>
internal sealed record Grant(Key Binding, RoleKey Role, string Reason);
