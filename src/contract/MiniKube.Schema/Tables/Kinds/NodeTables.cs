using System.Text.Json.Nodes;

namespace MiniKube.Schema.Tables.Kinds;

/// <summary>The tables of nodes and of what concerns them.</summary>
internal static class NodeTables
{
    private const string RolePrefix = "node-role.kubernetes.io/";

    public static TableDefinition Node { get; } = new(
        [
            TableColumn.ObjectName,
            TableColumn.Text("Status", "Whether the node is ready, and takes new pods."),
            TableColumn.Text("Roles", "The roles that the node's labels give it."),
            TableColumn.Age,
            TableColumn.Text("Version", "The version of the node's kubelet."),
            TableColumn.Wide("Internal-IP", "The address inside the cluster's network."),
            TableColumn.Wide("External-IP", "The address outside the cluster's network."),
            TableColumn.Wide("OS-Image", "The operating system."),
            TableColumn.Wide("Kernel-Version", "The version of the kernel."),
            TableColumn.Wide("Container-Runtime", "The container runtime and its version."),
        ],
        (node, now) =>
        [
            node.ObjectName,
            Status(node),
            Roles(node),
            node.Age(now),
            node.Text("status", "nodeInfo", "kubeletVersion"),
            Address(node, "InternalIP"),
            Address(node, "ExternalIP"),
            node.TextOr(CellFormat.Unknown, "status", "nodeInfo", "osImage"),
            node.TextOr(CellFormat.Unknown, "status", "nodeInfo", "kernelVersion"),
            node.TextOr(CellFormat.Unknown, "status", "nodeInfo", "containerRuntimeVersion"),
        ]);

    public static TableDefinition RuntimeClass { get; } = new(
        [
            TableColumn.ObjectName,
            TableColumn.Text("Handler", "What the container runtime calls the configuration."),
            TableColumn.Age,
        ],
        (runtimeClass, now) => [runtimeClass.ObjectName, runtimeClass.Text("handler"), runtimeClass.Age(now)]);

    public static TableDefinition Lease { get; } = new(
        [TableColumn.ObjectName, TableColumn.Text("Holder", "Who holds the lease."), TableColumn.Age],
        (lease, now) => [lease.ObjectName, lease.Text("spec", "holderIdentity"), lease.Age(now)]);

    public static TableDefinition ResourceClaim { get; } = new(
        [TableColumn.ObjectName, TableColumn.Text("State", "Whether devices are allocated and reserved."), TableColumn.Age],
        (claim, now) => [claim.ObjectName, ClaimState(claim), claim.Age(now)]);

    public static TableDefinition ResourceSlice { get; } = new(
        [
            TableColumn.ObjectName,
            TableColumn.Text("Node", "The node that has the devices."),
            TableColumn.Text("Driver", "The driver of the devices."),
            TableColumn.Text("Pool", "The pool that the devices are of."),
            TableColumn.Age,
        ],
        (slice, now) =>
        [
            slice.ObjectName,
            slice.Text("spec", "nodeName"),
            slice.Text("spec", "driver"),
            slice.Text("spec", "pool", "name"),
            slice.Age(now),
        ]);

    private static string Status(JsonObject node)
    {
        var ready = node.Condition("Ready") switch
        {
            null => "Unknown",
            "True" => "Ready",
            _ => "NotReady",
        };
        return node.Flag("spec", "unschedulable") ? $"{ready},SchedulingDisabled" : ready;
    }

    private static string Roles(JsonObject node)
    {
        var roles = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var (label, value) in node.At("metadata", "labels") as JsonObject ?? [])
        {
            if (label.StartsWith(RolePrefix, StringComparison.Ordinal) && label.Length > RolePrefix.Length)
            {
                roles.Add(label[RolePrefix.Length..]);
            }
            else if (label == "kubernetes.io/role" && value.Text().Length > 0)
            {
                roles.Add(value.Text());
            }
        }

        return roles.Count > 0 ? string.Join(',', roles) : CellFormat.None;
    }

    private static string Address(JsonObject node, string type) =>
        node.Items("status", "addresses").FirstOrDefault(address => address.Text("type") == type) is { } found ? found.Text("address") : CellFormat.None;

    private static string ClaimState(JsonObject claim)
    {
        var isAllocated = claim.At("status", "allocation") is not null;
        string[] states =
        [
            claim.IsTerminating ? "deleted" : "",
            isAllocated ? "allocated" : claim.IsTerminating ? "" : "pending",
            isAllocated && claim.Size("status", "reservedFor") > 0 ? "reserved" : "",
        ];
        return string.Join(',', states.Where(state => state.Length > 0));
    }
}
