using System.Collections.Immutable;
using System.Text.Json.Nodes;
using MiniKube.ApiServer.Registry;

namespace MiniKube.ApiServer.Authentication;

/// <summary>A user as <c>authentication.k8s.io/v1 UserInfo</c>.</summary>
internal static class UserJson
{
    public static JsonObject Write(UserInfo user)
    {
        var json = new JsonObject { ["username"] = user.Name };
        if (user.Uid.Length > 0)
        {
            json["uid"] = user.Uid;
        }

        json["groups"] = new JsonArray([.. user.Groups.Select(group => JsonValue.Create(group))]);
        if (user.Extra.Count > 0)
        {
            var extra = new JsonObject();
            foreach (var (key, values) in user.Extra)
            {
                extra[key] = new JsonArray([.. values.Select(value => JsonValue.Create(value))]);
            }

            json["extra"] = extra;
        }

        return json;
    }

    /// <summary>Reads what somebody else vouches for: authenticated, unless they say anonymous.</summary>
    public static UserInfo Read(JsonObject json)
    {
        var name = json.Text("username");
        ImmutableArray<string> groups = [.. json.Texts("groups")];
        var isAnonymous = name == UserInfo.Anonymous.Name || groups.Contains(UserInfo.UnauthenticatedGroup);
        var user = isAnonymous ? new UserInfo(name, "", groups) : UserInfo.Authenticated(name, groups.AsSpan());
        var extra = json.Child("extra") ?? [];
        return user with
        {
            Uid = json.Text("uid"),
            Extra = extra.Aggregate(user.Extra, (all, fact) => all.SetItem(fact.Key.ToLowerInvariant(), [.. extra.Texts(fact.Key)])),
        };
    }
}
