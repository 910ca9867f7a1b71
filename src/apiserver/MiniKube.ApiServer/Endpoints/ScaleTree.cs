using System.Text.Json.Nodes;
using MiniKube.Api.Selectors;
using MiniKube.ApiServer.Registry;

namespace MiniKube.ApiServer.Endpoints;

/// <summary>The <c>autoscaling/v1</c> Scale of an object that has replicas.</summary>
internal static class ScaleTree
{
    public static JsonObject Of(JsonObject parent)
    {
        var metadata = new JsonObject();
        foreach (var name in (ReadOnlySpan<string>)["name", "namespace", "uid", "resourceVersion", "creationTimestamp"])
        {
            metadata.CopyFrom(parent.Metadata, name);
        }

        var status = new JsonObject { ["replicas"] = parent.Child("status").Integer("replicas") ?? 0 };
        if (SelectorOf(parent) is { Length: > 0 } selector)
        {
            status["selector"] = selector;
        }

        var scale = new JsonObject
        {
            ["kind"] = "Scale",
            ["apiVersion"] = "autoscaling/v1",
            ["metadata"] = metadata,
            ["spec"] = new JsonObject(),
            ["status"] = status,
        };
        if (parent.Child("spec").Integer("replicas") is { } replicas and not 0)
        {
            scale.Ensure("spec")["replicas"] = replicas;
        }

        return scale;
    }

    /// <summary>The parent with the scale's replicas, and the scale's resourceVersion to hold it to.</summary>
    public static JsonObject Into(JsonObject scale, JsonObject parent)
    {
        var desired = parent.DeepClone().AsObject();
        desired.Ensure("spec")["replicas"] = scale.Child("spec").Integer("replicas") ?? 0;
        if (scale.Metadata.Text("resourceVersion") is { Length: > 0 } revision)
        {
            desired.Metadata["resourceVersion"] = revision;
        }

        if (scale.Metadata.Text("uid") is { Length: > 0 } uid)
        {
            desired.Metadata["uid"] = uid;
        }

        return desired;
    }

    /// <summary>The selector as text; a ReplicationController has only labels in it.</summary>
    private static string SelectorOf(JsonObject parent)
    {
        if (parent.Child("spec").Child("selector") is not { } selector)
        {
            return "";
        }

        return parent.Text("kind") == "ReplicationController"
            ? LabelSelector.FromJson(new JsonObject { ["matchLabels"] = selector.DeepClone() }).ToString()
            : LabelSelector.FromJson(selector).ToString();
    }
}
