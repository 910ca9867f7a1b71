using System.Text.Json.Nodes;
using MiniKube.Api.Names;
using MiniKube.ApiServer.Admission.Matching;
using MiniKube.ApiServer.Authentication;

namespace MiniKube.ApiServer.Admission.Expressions;

/// <summary>Makes <c>request</c> of a write.</summary>
internal static class RequestTree
{
    public static JsonObject Of(MatchSubject subject, MatchedResource matched)
    {
        var admission = subject.Admission;
        var asked = admission.Request.Resource.Definition.Resource;
        var made = new JsonObject
        {
            ["kind"] = Names(matched.Kind.GroupVersion, "kind", matched.Kind.Kind),
            ["resource"] = Names(matched.Resource.Definition.Resource.GroupVersion, "resource", matched.Resource.Definition.Resource.Resource),
            ["subResource"] = admission.Request.Subresource,
            ["requestKind"] = Names(admission.Kind.GroupVersion, "kind", admission.Kind.Kind),
            ["requestResource"] = Names(asked.GroupVersion, "resource", asked.Resource),
            ["requestSubResource"] = admission.Request.Subresource,
            ["name"] = admission.Name,
            ["namespace"] = admission.Namespace,
            ["operation"] = subject.Operation,
            ["userInfo"] = UserJson.Write(admission.Request.Caller),
            ["dryRun"] = admission.Request.IsDryRun,
        };
        if (admission.Options?.Invoke() is { } options)
        {
            made["options"] = options;
        }

        return made;
    }

    private static JsonObject Names(GroupVersion version, string what, string value) =>
        new() { ["group"] = version.Group, ["version"] = version.Version, [what] = value };
}
