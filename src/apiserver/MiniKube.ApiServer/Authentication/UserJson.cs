using System.Text.Json.Nodes;

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
}
