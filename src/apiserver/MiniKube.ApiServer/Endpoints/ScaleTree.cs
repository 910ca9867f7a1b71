using System.Collections.Immutable;
using System.Text.Json.Nodes;
using MiniKube.Api.Selectors;
using MiniKube.ApiServer.Registry;
using MiniKube.Schema.Resources;

namespace MiniKube.ApiServer.Endpoints;

/// <summary>The <c>autoscaling/v1</c> Scale of an object that has replicas.</summary>
internal static class ScaleTree
{
    public static JsonObject Of(JsonObject parent, ResourceDefinition definition)
    {
        var metadata = new JsonObject();
        foreach (var name in (ReadOnlySpan<string>)["name", "namespace", "uid", "resourceVersion", "creationTimestamp"])
        {
            metadata.CopyFrom(parent.Metadata, name);
        }

        var status = new JsonObject { ["replicas"] = Number(parent, definition.Custom?.Scale?.Status ?? StatusReplicas) ?? 0 };
        if (SelectorOf(parent, definition) is { Length: > 0 } selector)
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
        if (Number(parent, definition.Custom?.Scale?.Spec ?? SpecReplicas) is { } replicas and not 0)
        {
            scale.Ensure("spec")["replicas"] = replicas;
        }

        return scale;
    }

    /// <summary>The parent with the scale's replicas, and the scale's resourceVersion to hold it to.</summary>
    public static JsonObject Into(JsonObject scale, JsonObject parent, ResourceDefinition definition)
    {
        var desired = parent.DeepClone().AsObject();
        var path = definition.Custom?.Scale?.Spec ?? SpecReplicas;
        var holder = desired;
        foreach (var name in path.AsSpan()[..^1])
        {
            holder = holder.Ensure(name);
        }

        holder[path[^1]] = scale.Child("spec").Integer("replicas") ?? 0;
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

    private static ImmutableArray<string> SpecReplicas { get; } = ["spec", "replicas"];

    private static ImmutableArray<string> StatusReplicas { get; } = ["status", "replicas"];

    private static long? Number(JsonObject parent, ImmutableArray<string> path) => Holder(parent, path).Integer(path[^1]);

    private static JsonObject? Holder(JsonObject parent, ImmutableArray<string> path)
    {
        JsonObject? holder = parent;
        foreach (var name in path.AsSpan()[..^1])
        {
            holder = holder.Child(name);
        }

        return holder;
    }

    /// <summary>The selector as text; that of a custom resource is text already; a ReplicationController has only labels in it.</summary>
    private static string SelectorOf(JsonObject parent, ResourceDefinition definition)
    {
        if (definition.Custom?.Scale is { } scale)
        {
            return scale.Selector.IsEmpty ? "" : Holder(parent, scale.Selector).Text(scale.Selector[^1]);
        }

        if (parent.Child("spec").Child("selector") is not { } selector)
        {
            return "";
        }

        return parent.Text("kind") == "ReplicationController"
            ? LabelSelector.FromJson(new JsonObject { ["matchLabels"] = selector.DeepClone() }).ToString()
            : LabelSelector.FromJson(selector).ToString();
    }
}
