using System.Collections.Immutable;

namespace MiniKube.ApiServer.Authentication;

/// <summary>A service account as the user it is: <c>system:serviceaccount:namespace:name</c>.</summary>
internal sealed record ServiceAccountName(string Namespace, string Name)
{
    private const string Prefix = "system:serviceaccount:";

    public string UserName => $"{Prefix}{Namespace}:{Name}";

    public ImmutableArray<string> Groups => ["system:serviceaccounts", $"system:serviceaccounts:{Namespace}"];

    /// <summary>Null when the user is no service account.</summary>
    public static ServiceAccountName? Parse(string userName) =>
        userName.StartsWith(Prefix, StringComparison.Ordinal) && userName[Prefix.Length..].Split(':') is [{ Length: > 0 } ns, { Length: > 0 } name]
            ? new ServiceAccountName(ns, name)
            : null;
}
