using System.Collections.Immutable;
using MiniKube.Api.Names;

namespace MiniKube.ApiServer.Storage;

/// <summary>Which fields selectors can name, besides the name and namespace that all kinds have; upstream's list.</summary>
internal static class SelectableFields
{
    public static ImmutableArray<SelectableField> For(GroupResource resource) => (resource.Group, resource.Resource) switch
    {
        ("", "pods") => Pods,
        ("", "events") => CoreEvents,
        ("events.k8s.io", "events") => Events,
        ("", "secrets") => [SelectableField.At("type")],
        ("", "nodes") => [SelectableField.At("spec.unschedulable", "false")],
        ("", "namespaces") => [SelectableField.At("status.phase")],
        ("", "services") => [SelectableField.At("spec.clusterIP"), SelectableField.At("spec.type")],
        ("", "replicationcontrollers") => [SelectableField.At("status.replicas", "0")],
        ("apps", "replicasets") => [SelectableField.At("status.replicas", "0")],
        ("batch", "jobs") => [new SelectableField("status.successful", "status", "succeeded", "0")],
        ("certificates.k8s.io", "certificatesigningrequests") => [SelectableField.At("spec.signerName")],
        ("resource.k8s.io", "resourceslices") => [SelectableField.At("spec.nodeName"), SelectableField.At("spec.driver")],
        _ => [],
    };

    private static ImmutableArray<SelectableField> Pods { get; } =
    [
        SelectableField.At("spec.nodeName"),
        new SelectableField("spec.host", "spec", "nodeName"),
        SelectableField.At("spec.restartPolicy"),
        SelectableField.At("spec.schedulerName"),
        SelectableField.At("spec.serviceAccountName"),
        SelectableField.At("spec.hostNetwork", "false"),
        SelectableField.At("status.phase"),
        SelectableField.At("status.podIP"),
        new SelectableField("status.podIPs", "status", "podIP"),
        SelectableField.At("status.nominatedNodeName"),
    ];

    private static ImmutableArray<SelectableField> CoreEvents { get; } =
    [
        .. ObjectReference("involvedObject", "involvedObject"),
        SelectableField.At("reason"),
        SelectableField.At("reportingComponent"),
        new SelectableField("source", "source", "component"),
        SelectableField.At("type"),
    ];

    /// <summary>The paths are those of the stored form, <c>core/v1</c>.</summary>
    private static ImmutableArray<SelectableField> Events { get; } =
    [
        .. ObjectReference("regarding", "involvedObject"),
        SelectableField.At("reason"),
        new SelectableField("reportingController", "reportingComponent", ""),
        SelectableField.At("type"),
    ];

    private static ImmutableArray<string> ReferenceFields => ["kind", "namespace", "name", "uid", "apiVersion", "resourceVersion", "fieldPath"];

    private static IEnumerable<SelectableField> ObjectReference(string label, string property) =>
        ReferenceFields.Select(name => new SelectableField($"{label}.{name}", property, name));
}
