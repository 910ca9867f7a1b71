using System.Text.Json.Nodes;

namespace MiniKube.Schema.Tables.Kinds;

/// <summary>The table of pods; <see cref="PodSummary"/> decides what the status column says.</summary>
internal static class PodTable
{
    public static TableDefinition Pod { get; } = new(
        [
            TableColumn.ObjectName,
            TableColumn.Text("Ready", "How many of the containers are ready, of how many."),
            TableColumn.Text("Status", "In one word, what the pod is doing."),
            TableColumn.Text("Restarts", "How often containers of the pod were restarted, and when last."),
            TableColumn.Age,
            TableColumn.Wide("IP", "The pod's address."),
            TableColumn.Wide("Node", "The node the pod is bound to."),
            TableColumn.Wide("Nominated Node", "The node on which the pod waits for others to make room."),
            TableColumn.Wide("Readiness Gates", "How many of the extra conditions for readiness are met."),
        ],
        (pod, now) =>
        {
            var summary = PodSummary.Of(pod);
            return
            [
                pod.ObjectName,
                $"{summary.ReadyContainers}/{summary.TotalContainers}",
                summary.Status,
                Restarts(summary, now),
                pod.Age(now),
                Address(pod),
                pod.TextOr(CellFormat.None, "spec", "nodeName"),
                pod.TextOr(CellFormat.None, "status", "nominatedNodeName"),
                ReadinessGates(pod),
            ];
        })
    {
        Completion = pod => pod.Text("status", "phase") is "Succeeded" or "Failed" ? pod.Text("status", "phase") : null,
    };

    public static TableDefinition PodTemplate { get; } = new(
        [
            TableColumn.ObjectName,
            TableColumn.Text("Containers", "Names of the containers in the template."),
            TableColumn.Text("Images", "Images of the containers in the template."),
            TableColumn.Text("Pod Labels", "Labels of the pods made from the template."),
        ],
        (template, _) =>
        [
            template.ObjectName,
            CellFormat.ContainerNames(template.At("template", "spec")),
            CellFormat.Images(template.At("template", "spec")),
            CellFormat.Labels(template.At("template", "metadata", "labels")),
        ]);

    private static string Restarts(PodSummary summary, DateTimeOffset now) => summary is { Restarts: > 0, LastRestart: { } last }
        ? $"{summary.Restarts} ({HumanDuration.Since(last, now)} ago)"
        : $"{summary.Restarts}";

    private static string Address(JsonObject pod)
    {
        var addresses = pod.Items("status", "podIPs");
        return addresses.Count > 0 ? addresses[0].TextOr(CellFormat.None, "ip") : pod.TextOr(CellFormat.None, "status", "podIP");
    }

    private static string ReadinessGates(JsonObject pod)
    {
        var gates = pod.Items("spec", "readinessGates");
        return gates.Count == 0
            ? CellFormat.None
            : $"{gates.Count(gate => pod.Condition(gate.Text("conditionType")) == "True")}/{gates.Count}";
    }
}
