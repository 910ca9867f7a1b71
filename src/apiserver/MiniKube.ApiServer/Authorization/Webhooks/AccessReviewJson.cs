using System.Text.Json.Nodes;
using MiniKube.Api.Selectors;
using MiniKube.ApiServer.Authentication;
using MiniKube.ApiServer.Registry;

namespace MiniKube.ApiServer.Authorization.Webhooks;

/// <summary>Writes the question that an authorizer is asked as a <c>SubjectAccessReview</c>.</summary>
internal static class AccessReviewJson
{
    /// <param name="asked">The question.</param>
    /// <param name="version">v1 or v1beta1, which says groups in another field.</param>
    public static JsonObject Spec(AttributesRecord asked, string version)
    {
        var spec = new JsonObject { ["user"] = asked.User.Name };
        AddText(spec, "uid", asked.User.Uid);
        if (!asked.User.Groups.IsEmpty)
        {
            spec[version == "v1" ? "groups" : "group"] = ObjectTree.ListOf(asked.User.Groups);
        }

        if (UserJson.Write(asked.User)["extra"] is { } extra)
        {
            spec["extra"] = extra.DeepClone();
        }

        if (asked.IsResourceRequest)
        {
            spec["resourceAttributes"] = ResourceAttributes(asked);
        }
        else
        {
            spec["nonResourceAttributes"] = new JsonObject { ["path"] = asked.Path, ["verb"] = asked.Verb };
        }

        return spec;
    }

    private static JsonObject ResourceAttributes(AttributesRecord asked)
    {
        var attributes = new JsonObject();
        AddText(attributes, "namespace", asked.Namespace);
        AddText(attributes, "verb", asked.Verb);
        AddText(attributes, "group", asked.Group);
        AddText(attributes, "version", asked.Version);
        AddText(attributes, "resource", asked.Resource);
        AddText(attributes, "subresource", asked.Subresource);
        AddText(attributes, "name", asked.Name);
        AddRequirements(attributes, "fieldSelector", FieldRequirements(asked.FieldSelector));
        AddRequirements(attributes, "labelSelector", LabelRequirements(asked.LabelSelector));
        return attributes;
    }

    /// <summary>None for a selector that cannot be read: the request is then about everything.</summary>
    private static IEnumerable<JsonObject> FieldRequirements(string selector)
    {
        try
        {
            return selector.Length == 0 ? [] : FieldSelector.Parse(selector).Requirements
                .Select(each => Requirement(each.Field, each.IsEqual ? "In" : "NotIn", [each.Value]));
        }
        catch (FormatException)
        {
            return [];
        }
    }

    private static IEnumerable<JsonObject> LabelRequirements(string selector)
    {
        try
        {
            return selector.Length == 0 ? [] : LabelSelector.Parse(selector).Requirements
                .Where(each => each.Operator is not (LabelOperator.GreaterThan or LabelOperator.LessThan))
                .Select(each => Requirement(each.Key, each.Operator.ToString(), each.Values));
        }
        catch (FormatException)
        {
            return [];
        }
    }

    private static JsonObject Requirement(string key, string @operator, IReadOnlyCollection<string> values)
    {
        var requirement = new JsonObject { ["key"] = key, ["operator"] = @operator };
        if (values.Count > 0)
        {
            requirement["values"] = ObjectTree.ListOf(values);
        }

        return requirement;
    }

    private static void AddRequirements(JsonObject attributes, string name, IEnumerable<JsonObject> requirements)
    {
        var list = new JsonArray([.. requirements]);
        if (list.Count > 0)
        {
            attributes[name] = new JsonObject { ["requirements"] = list };
        }
    }

    private static void AddText(JsonObject to, string name, string value)
    {
        if (value.Length > 0)
        {
            to[name] = value;
        }
    }
}
