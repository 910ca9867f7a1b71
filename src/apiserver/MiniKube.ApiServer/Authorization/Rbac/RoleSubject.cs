using System.Text.Json.Nodes;
using MiniKube.ApiServer.Registry;

namespace MiniKube.ApiServer.Authorization.Rbac;

/// <summary>Whom a binding is for, as authentication names them.</summary>
/// <param name="IsGroup">A group, not a user.</param>
/// <param name="Name">The user's or group's name; of a service account its user name.</param>
/// <param name="Text">How upstream writes it.</param>
internal sealed record RoleSubject(bool IsGroup, string Name, string Text)
{
    /// <summary>Null for a kind that nobody can be.</summary>
    public static RoleSubject? Read(JsonObject subject, string bindingNamespace)
    {
        var name = subject.Text("name");
        switch (subject.Text("kind"))
        {
            case "User":
                return new RoleSubject(IsGroup: false, name, $"User \"{name}\"");
            case "Group":
                return new RoleSubject(IsGroup: true, name, $"Group \"{name}\"");
            case "ServiceAccount":
                var ns = subject.Text("namespace") is { Length: > 0 } given ? given : bindingNamespace;
                return ns.Length == 0 ? null : new RoleSubject(IsGroup: false, $"system:serviceaccount:{ns}:{name}", $"ServiceAccount \"{name}/{ns}\"");
            default:
                return null;
        }
    }
}
