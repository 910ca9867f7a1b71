using System.Collections.Immutable;
using System.Text.Json.Nodes;
using MiniKube.ApiServer.Registry;

namespace MiniKube.ApiServer.Admission.PodSecurity;

/// <summary>The parts of a pod that checks look at, and upstream's way of naming them.</summary>
internal sealed record PodParts
{
    /// <summary>From 1.25 on pods of Windows need not say what means nothing there.</summary>
    private const int WindowsSince = 25;

    private readonly bool _isWindows;

    public PodParts(JsonObject spec, JsonObject metadata)
    {
        Spec = spec;
        Metadata = metadata;
        Security = spec.Child("securityContext");
        Containers = [.. spec.Objects("initContainers"), .. spec.Objects("containers"), .. spec.Objects("ephemeralContainers")];
        _isWindows = spec.Child("os").Text("name") == "windows";
    }

    public JsonObject Spec { get; }

    public JsonObject Metadata { get; }

    public JsonObject? Security { get; }

    /// <summary>The version of the standards by which the pod is looked at: the second number.</summary>
    public int Minor { get; init; } = PodSecurityPolicy.LatestMinor;

    public bool IsWindows => _isWindows && Minor >= WindowsSince;

    /// <summary>In the order in which upstream visits them.</summary>
    public ImmutableArray<JsonObject> Containers { get; }

    public IReadOnlyList<string> ContainersThat(Func<JsonObject, bool> isBad) => [.. Containers.Where(isBad).Select(container => container.Text("name"))];

    public static JsonObject? SecurityOf(JsonObject container) => container.Child("securityContext");

    /// <summary><c>container "a"</c> or <c>containers "a", "b"</c>.</summary>
    public static string Named(string what, IReadOnlyCollection<string> names) => $"{what}{(names.Count == 1 ? "" : "s")} {Quoted(names)}";

    public static string Quoted(IEnumerable<string> names) => string.Join(", ", names.Select(name => $"\"{name}\""));
}
