using System.Collections.Immutable;
using Microsoft.AspNetCore.Http;
using MiniKube.Api.Errors;
using MiniKube.ApiServer.Authorization;

namespace MiniKube.ApiServer.Authentication;

/// <summary>Lets a caller act as somebody else, by the <c>Impersonate-*</c> headers, each of which needs a right of its own.</summary>
internal sealed class Impersonation(IAuthorizer authorizer)
{
    private const string UserHeader = "Impersonate-User";
    private const string UidHeader = "Impersonate-Uid";
    private const string GroupHeader = "Impersonate-Group";
    private const string ExtraPrefix = "Impersonate-Extra-";
    private const string AuthenticationGroup = "authentication.k8s.io";

    /// <summary>Who the caller acts as; the caller when no header asks for another. The headers are taken off.</summary>
    /// <exception cref="ApiException">403: the caller may not; 400: a group, uid or extra without a user.</exception>
    public ValueTask<UserInfo> ApplyAsync(IHeaderDictionary headers, UserInfo caller, CancellationToken cancellationToken)
    {
        foreach (var header in headers)
        {
            if (IsOurs(header.Key))
            {
                return ActAsync(headers, caller, cancellationToken);
            }
        }

        return ValueTask.FromResult(caller);
    }

    private async ValueTask<UserInfo> ActAsync(IHeaderDictionary headers, UserInfo caller, CancellationToken cancellationToken)
    {
        var name = headers[UserHeader].ToString();
        if (name.Length == 0)
        {
            throw StatusErrors.BadRequest("requested impersonation of a uid, group or extra without a user: set Impersonate-User too");
        }

        var account = ServiceAccountName.Parse(name);
        ImmutableArray<string> groups = [.. headers[GroupHeader].OfType<string>()];
        var user = new UserInfo(name, headers[UidHeader].ToString(), groups) { Extra = ExtraOf(headers) };
        foreach (var asked in Questions(caller, user, account))
        {
            var decision = await authorizer.AuthorizeAsync(asked, cancellationToken);
            if (!decision.IsAllowed)
            {
                throw Refusal.Of(asked, decision.Reason);
            }
        }

        foreach (var key in headers.Keys.Where(IsOurs).ToList())
        {
            headers.Remove(key);
        }

        return user with { Groups = WithImplied(groups, name, account) };
    }

    private static bool IsOurs(string header) => header.StartsWith("Impersonate-", StringComparison.OrdinalIgnoreCase);

    /// <summary>What the caller must be allowed, one question for each thing that is taken on.</summary>
    private static IEnumerable<AttributesRecord> Questions(UserInfo caller, UserInfo user, ServiceAccountName? account)
    {
        yield return account is null
            ? Question(caller, "", "users", user.Name)
            : Question(caller, "", "serviceaccounts", account.Name) with { Namespace = account.Namespace };
        foreach (var group in user.Groups)
        {
            yield return Question(caller, "", "groups", group);
        }

        foreach (var (key, values) in user.Extra)
        {
            foreach (var value in values)
            {
                yield return Question(caller, AuthenticationGroup, "userextras", value) with { Subresource = key };
            }
        }

        if (user.Uid.Length > 0)
        {
            yield return Question(caller, AuthenticationGroup, "uids", user.Uid);
        }
    }

    private static AttributesRecord Question(UserInfo caller, string group, string resource, string name) => new()
    {
        User = caller,
        IsResourceRequest = true,
        Verb = "impersonate",
        Group = group,
        Version = "v1",
        Resource = resource,
        Name = name,
    };

    private static ImmutableArray<string> WithImplied(ImmutableArray<string> asked, string name, ServiceAccountName? account)
    {
        var groups = asked is [] && account is not null ? account.Groups : asked;
        var last = name == UserInfo.Anonymous.Name ? UserInfo.UnauthenticatedGroup : UserInfo.AuthenticatedGroup;
        return groups.Contains(UserInfo.UnauthenticatedGroup) || groups.Contains(last) ? groups : groups.Add(last);
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
