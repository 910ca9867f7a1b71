using System.Collections.Immutable;
using System.Text.Json.Nodes;

namespace MiniKube.Schema.Tables.Kinds;

/// <summary>The tables of the kinds that keep pods running.</summary>
internal static class WorkloadTables
{
    public static TableDefinition Deployment { get; } = new(
        [
            TableColumn.ObjectName,
            TableColumn.Text("Ready", "How many pods are ready, of how many wanted."),
            TableColumn.Integer("Up-to-date", "Pods made from the current template."),
            TableColumn.Integer("Available", "Pods ready for at least minReadySeconds."),
            TableColumn.Age,
            TableColumn.Containers,
            TableColumn.Images,
            TableColumn.Selector,
        ],
        (deployment, now) =>
        [
            deployment.ObjectName,
            ReadyOfWanted(deployment),
            deployment.Number("status", "updatedReplicas"),
            deployment.Number("status", "availableReplicas"),
            deployment.Age(now),
            .. Template(deployment),
            CellFormat.Selector(deployment.At("spec", "selector")),
        ]);

    public static TableDefinition ReplicaSet { get; } = Replicated(set => CellFormat.Selector(set.At("spec", "selector")));

    public static TableDefinition ReplicationController { get; } = Replicated(controller => CellFormat.Labels(controller.At("spec", "selector")));

    public static TableDefinition StatefulSet { get; } = new(
        [
            TableColumn.ObjectName,
            TableColumn.Text("Ready", "How many pods are ready, of how many wanted."),
            TableColumn.Age,
            TableColumn.Containers,
            TableColumn.Images,
        ],
        (set, now) => [set.ObjectName, ReadyOfWanted(set), set.Age(now), .. Template(set)]);

    public static TableDefinition DaemonSet { get; } = new(
        [
            TableColumn.ObjectName,
            TableColumn.Integer("Desired", "Nodes that should run a pod."),
            TableColumn.Integer("Current", "Nodes that run at least one pod and should."),
            TableColumn.Integer("Ready", "Nodes that should run a pod and have one that is ready."),
            TableColumn.Integer("Up-to-date", "Nodes whose pod is made from the current template."),
            TableColumn.Integer("Available", "Nodes whose pod has been ready for at least minReadySeconds."),
            TableColumn.Text("Node Selector", "Labels that a node must have."),
            TableColumn.Age,
            TableColumn.Containers,
            TableColumn.Images,
            TableColumn.Selector,
        ],
        (set, now) =>
        [
            set.ObjectName,
            set.Number("status", "desiredNumberScheduled"),
            set.Number("status", "currentNumberScheduled"),
            set.Number("status", "numberReady"),
            set.Number("status", "updatedNumberScheduled"),
            set.Number("status", "numberAvailable"),
            CellFormat.Labels(set.At("spec", "template", "spec", "nodeSelector")),
            set.Age(now),
            .. Template(set),
            CellFormat.Selector(set.At("spec", "selector")),
        ]);

    public static TableDefinition ControllerRevision { get; } = new(
        [
            TableColumn.ObjectName,
            TableColumn.Text("Controller", "The object whose state this is."),
            TableColumn.Integer("Revision", "The number of the state."),
            TableColumn.Age,
        ],
        (revision, now) => [revision.ObjectName, Controller(revision), revision.Number("revision"), revision.Age(now)]);

    public static TableDefinition Scale { get; } = new(
        [
            TableColumn.ObjectName,
            TableColumn.Integer("Desired", "How many instances are wanted."),
            TableColumn.Integer("Available", "How many instances there are."),
            TableColumn.Age,
        ],
        (scale, now) => [scale.ObjectName, scale.Number("spec", "replicas"), scale.Number("status", "replicas"), scale.Age(now)]);

    private static TableDefinition Replicated(Func<JsonObject, string> selector) => new(
        [
            TableColumn.ObjectName,
            TableColumn.Integer("Desired", "How many pods are wanted."),
            TableColumn.Integer("Current", "How many pods there are."),
            TableColumn.Integer("Ready", "How many pods are ready."),
            TableColumn.Age,
            TableColumn.Containers,
            TableColumn.Images,
            TableColumn.Selector,
        ],
        (set, now) =>
        [
            set.ObjectName,
            set.Number("spec", "replicas"),
            set.Number("status", "replicas"),
            set.Number("status", "readyReplicas"),
            set.Age(now),
            .. Template(set),
            selector(set),
        ]);

    private static string ReadyOfWanted(JsonObject workload) =>
        $"{workload.Number("status", "readyReplicas")}/{workload.Number("spec", "replicas")}";

    private static ImmutableArray<TableCell> Template(JsonObject workload)
    {
        var podSpec = workload.At("spec", "template", "spec");
        return [CellFormat.ContainerNames(podSpec), CellFormat.Images(podSpec)];
    }

    private static string Controller(JsonObject revision)
    {
        var owner = revision.Items("metadata", "ownerReferences").FirstOrDefault(reference => reference.Flag("controller"));
        if (owner is null)
        {
            return CellFormat.None;
        }

        var apiVersion = owner.Text("apiVersion");
        var slash = apiVersion.IndexOf('/', StringComparison.Ordinal);
        var kind = slash < 0 ? owner.Text("kind") : $"{owner.Text("kind")}.{apiVersion[..slash]}";
        return $"{kind.ToLowerInvariant()}/{owner.Text("name")}";
    }
}
