using System.Collections.Immutable;
using Microsoft.AspNetCore.Http;
using MiniKube.Api.Errors;
using MiniKube.Api.Names;

namespace MiniKube.ApiServer.Authentication;

/// <summary>Lets a master act as somebody else, by the <c>Impersonate-*</c> headers.</summary>
internal static class Impersonation
{
    private const string UserHeader = "Impersonate-User";
    private const string UidHeader = "Impersonate-Uid";
    private const string GroupHeader = "Impersonate-Group";
    private const string ExtraPrefix = "Impersonate-Extra-";
    private const string ServiceAccountPrefix = "system:serviceaccount:";

    /// <summary>Who the caller acts as; the caller when no header asks for another. The headers are taken off.</summary>
    /// <exception cref="ApiException">403: the caller may not; 400: a group, uid or extra without a user.</exception>
    public static UserInfo Apply(IHeaderDictionary headers, UserInfo caller)
    {
        if (!headers.Keys.Any(key => key.StartsWith("Impersonate-", StringComparison.OrdinalIgnoreCase)))
        {
            return caller;
        }

        var name = headers[UserHeader].ToString();
        if (name.Length == 0)
        {
            throw StatusErrors.BadRequest("requested impersonation of a uid, group or extra without a user: set Impersonate-User too");
        }

        if (!caller.IsMaster)
        {
            throw StatusErrors.Forbidden(
                new GroupResource("", "users"),
                name,
                $"User \"{caller.Name}\" cannot impersonate resource \"users\" in API group \"\" at the cluster scope");
        }

        var user = new UserInfo(name, headers[UidHeader].ToString(), GroupsOf(name, headers[GroupHeader])) { Extra = ExtraOf(headers) };
        foreach (var key in headers.Keys.Where(key => key.StartsWith("Impersonate-", StringComparison.OrdinalIgnoreCase)).ToList())
        {
            headers.Remove(key);
        }

        return user;
    }

    private static ImmutableArray<string> GroupsOf(string name, IEnumerable<string?> asked)
    {
        ImmutableArray<string> groups = [.. asked.OfType<string>()];
        if (groups is [] && name.StartsWith(ServiceAccountPrefix, StringComparison.Ordinal) && name.Split(':') is [_, _, var ns, _])
        {
            groups = ["system:serviceaccounts", $"system:serviceaccounts:{ns}"];
        }

        var last = name == UserInfo.Anonymous.Name ? UserInfo.UnauthenticatedGroup : UserInfo.AuthenticatedGroup;
        return groups.Contains(last) ? groups : groups.Add(last);
    }

    private static ImmutableSortedDictionary<string, ImmutableArray<string>> ExtraOf(IHeaderDictionary headers) =>
        headers
            .Where(header => header.Key.StartsWith(ExtraPrefix, StringComparison.OrdinalIgnoreCase))
            .Aggregate(
                UserInfo.Anonymous.Extra,
                (extra, header) => extra.SetItem(
                    Uri.UnescapeDataString(header.Key[ExtraPrefix.Length..].ToLowerInvariant()),
                    [.. header.Value.OfType<string>()]));
}
