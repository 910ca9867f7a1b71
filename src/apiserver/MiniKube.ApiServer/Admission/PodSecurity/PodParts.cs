using System.Collections.Immutable;
using System.Text.Json.Nodes;
using MiniKube.ApiServer.Registry;

namespace MiniKube.ApiServer.Admission.PodSecurity;

/// <summary>The parts of a pod that checks look at, and upstream's way of naming them.</summary>
internal sealed class PodParts(JsonObject spec, JsonObject metadata)
{
    public JsonObject Spec { get; } = spec;

    public JsonObject Metadata { get; } = metadata;

    public JsonObject? Security { get; } = spec.Child("securityContext");

    public bool IsWindows { get; } = spec.Child("os").Text("name") == "windows";

    /// <summary>In the order in which upstream visits them.</summary>
    public ImmutableArray<JsonObject> Containers { get; } =
        [.. spec.Objects("initContainers"), .. spec.Objects("containers"), .. spec.Objects("ephemeralContainers")];

    public IReadOnlyList<string> ContainersThat(Func<JsonObject, bool> isBad) => [.. Containers.Where(isBad).Select(container => container.Text("name"))];

    public static JsonObject? SecurityOf(JsonObject container) => container.Child("securityContext");

    /// <summary><c>container "a"</c> or <c>containers "a", "b"</c>.</summary>
    public static string Named(string what, IReadOnlyCollection<string> names) => $"{what}{(names.Count == 1 ? "" : "s")} {Quoted(names)}";

    public static string Quoted(IEnumerable<string> names) => string.Join(", ", names.Select(name => $"\"{name}\""));
}
