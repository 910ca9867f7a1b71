using MiniKube.ApiServer.Authentication;

namespace MiniKube.ApiServer.FlowControl.Schemas;

/// <summary>Whom a rule is for.</summary>
/// <param name="Kind"><c>User</c>, <c>Group</c> or <c>ServiceAccount</c>.</param>
/// <param name="Name">A star for any.</param>
/// <param name="Namespace">Of a service account.</param>
internal sealed record FlowSubject(string Kind, string Name, string Namespace = "")
{
    private readonly string _accountPrefix = $"system:serviceaccount:{Namespace}:";

    public bool Matches(UserInfo user) => Kind switch
    {
        "User" => Name == "*" || user.Name == Name,
        "Group" => Name == "*" || user.Groups.Contains(Name),
        "ServiceAccount" => user.Name.StartsWith(_accountPrefix, StringComparison.Ordinal)
            && (Name == "*" || user.Name.AsSpan(_accountPrefix.Length).SequenceEqual(Name)),
        _ => false,
    };
}
