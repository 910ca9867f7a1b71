using System.Text.Json.Nodes;

namespace MiniKube.Schema.Tables.Kinds;

/// <summary>The tables of volumes and of what provides them.</summary>
internal static class StorageTables
{
    public static TableDefinition PersistentVolume { get; } = new(
        [
            TableColumn.ObjectName,
            TableColumn.Text("Capacity", "The size."),
            TableColumn.Text("Access Modes", "The ways in which the volume can be mounted."),
            TableColumn.Text("Reclaim Policy", "What happens to the volume when its claim is gone."),
            TableColumn.Text("Status", "Whether the volume is free, bound or released."),
            TableColumn.Text("Claim", "The claim that the volume is bound to."),
            TableColumn.Text("StorageClass", "The class that the volume is of."),
            TableColumn.Text("VolumeAttributesClass", "The class of the volume's attributes."),
            TableColumn.Text("Reason", "Why the volume is in its state."),
            TableColumn.Age,
            TableColumn.Wide("VolumeMode", "Filesystem or Block."),
        ],
        (volume, now) =>
        [
            volume.ObjectName,
            volume.Text("spec", "capacity", "storage"),
            AccessModes(volume.At("spec", "accessModes")),
            volume.Text("spec", "persistentVolumeReclaimPolicy"),
            Phase(volume),
            volume.At("spec", "claimRef") is { } claim ? $"{claim.Text("namespace")}/{claim.Text("name")}" : "",
            StorageClassOf(volume),
            volume.TextOr(CellFormat.Unset, "spec", "volumeAttributesClassName"),
            volume.Text("status", "reason"),
            volume.Age(now),
            volume.TextOr(CellFormat.Unset, "spec", "volumeMode"),
        ]);

    public static TableDefinition PersistentVolumeClaim { get; } = new(
        [
            TableColumn.ObjectName,
            TableColumn.Text("Status", "Whether the claim has a volume."),
            TableColumn.Text("Volume", "The volume that the claim is bound to."),
            TableColumn.Text("Capacity", "The size of the volume."),
            TableColumn.Text("Access Modes", "The ways in which the volume can be mounted."),
            TableColumn.Text("StorageClass", "The class that the claim asks for."),
            TableColumn.Text("VolumeAttributesClass", "The class of the volume's attributes."),
            TableColumn.Age,
            TableColumn.Wide("VolumeMode", "Filesystem or Block."),
        ],
        (claim, now) =>
        {
            var isBound = claim.Text("spec", "volumeName").Length > 0;
            return
            [
                claim.ObjectName,
                Phase(claim),
                claim.Text("spec", "volumeName"),
                isBound ? claim.Text("status", "capacity", "storage") : "",
                isBound ? AccessModes(claim.At("status", "accessModes")) : "",
                StorageClassOf(claim),
                claim.TextOr(CellFormat.Unset, "spec", "volumeAttributesClassName"),
                claim.Age(now),
                claim.TextOr(CellFormat.Unset, "spec", "volumeMode"),
            ];
        });

    public static TableDefinition StorageClass { get; } = new(
        [
            TableColumn.ObjectName,
            TableColumn.Text("Provisioner", "Who makes the volumes."),
            TableColumn.Text("ReclaimPolicy", "What happens to a volume when its claim is gone."),
            TableColumn.Text("VolumeBindingMode", "When a volume is made and bound."),
            TableColumn.Boolean("AllowVolumeExpansion", "Whether volumes can grow."),
            TableColumn.Age,
        ],
        (storageClass, now) =>
        [
            DefaultMarked(storageClass, "storageclass.kubernetes.io/is-default-class", "storageclass.beta.kubernetes.io/is-default-class"),
            storageClass.Text("provisioner"),
            storageClass.TextOr("Delete", "reclaimPolicy"),
            storageClass.TextOr("Immediate", "volumeBindingMode"),
            storageClass.Flag("allowVolumeExpansion"),
            storageClass.Age(now),
        ]);

    public static TableDefinition VolumeAttributesClass { get; } = new(
        [TableColumn.ObjectName, TableColumn.Text("DriverName", "The driver that understands the attributes."), TableColumn.Age],
        (attributesClass, now) =>
        [
            DefaultMarked(attributesClass, "volumeattributesclass.kubernetes.io/is-default-class"),
            attributesClass.Text("driverName"),
            attributesClass.Age(now),
        ]);

    public static TableDefinition VolumeAttachment { get; } = new(
        [
            TableColumn.ObjectName,
            TableColumn.Text("Attacher", "Who attaches the volume."),
            TableColumn.Text("PV", "The volume."),
            TableColumn.Text("Node", "The node the volume is attached to."),
            TableColumn.Boolean("Attached", "Whether the volume is attached."),
            TableColumn.Age,
        ],
        (attachment, now) =>
        [
            attachment.ObjectName,
            attachment.Text("spec", "attacher"),
            attachment.Text("spec", "source", "persistentVolumeName"),
            attachment.Text("spec", "nodeName"),
            attachment.Flag("status", "attached"),
            attachment.Age(now),
        ]);

    public static TableDefinition CsiNode { get; } = new(
        [TableColumn.ObjectName, TableColumn.Integer("Drivers", "How many drivers the node has."), TableColumn.Age],
        (node, now) => [node.ObjectName, node.Size("spec", "drivers"), node.Age(now)]);

    public static TableDefinition CsiDriver { get; } = new(
        [
            TableColumn.ObjectName,
            TableColumn.Boolean("AttachRequired", "Whether volumes are attached before they are mounted."),
            TableColumn.Boolean("PodInfoOnMount", "Whether the driver is told of the pod."),
            TableColumn.Boolean("StorageCapacity", "Whether the driver says how much room there is."),
            TableColumn.Text("TokenRequests", "Audiences of the tokens that the driver is given."),
            TableColumn.Boolean("RequiresRepublish", "Whether volumes are published again and again."),
            TableColumn.Text("Modes", "The kinds of volumes that the driver provides."),
            TableColumn.Age,
        ],
        (driver, now) =>
        [
            driver.ObjectName,
            driver.At("spec", "attachRequired") is null || driver.Flag("spec", "attachRequired"),
            driver.Flag("spec", "podInfoOnMount"),
            driver.Flag("spec", "storageCapacity"),
            Joined([.. driver.Items("spec", "tokenRequests").Select(request => request.Text("audience"))], CellFormat.Unset),
            driver.Flag("spec", "requiresRepublish"),
            Joined(driver.Texts("spec", "volumeLifecycleModes"), CellFormat.None),
            driver.Age(now),
        ]);

    public static TableDefinition CsiStorageCapacity { get; } = new(
        [
            TableColumn.ObjectName,
            TableColumn.Text("StorageClassName", "The class that the room is of."),
            TableColumn.Text("Capacity", "How much room there is."),
        ],
        (capacity, _) => [capacity.ObjectName, capacity.Text("storageClassName"), capacity.Text("capacity")]);

    private static string Joined(IReadOnlyList<string> items, string whenEmpty) => items.Count > 0 ? string.Join(',', items) : whenEmpty;

    private static string Phase(JsonObject volume) => volume.IsTerminating ? "Terminating" : volume.Text("status", "phase");

    private static string StorageClassOf(JsonObject volume) =>
        volume.At("metadata", "annotations", "volume.beta.kubernetes.io/storage-class") is { } old ? old.Text() : volume.Text("spec", "storageClassName");

    private static string DefaultMarked(JsonObject storageClass, params ReadOnlySpan<string> annotations)
    {
        foreach (var annotation in annotations)
        {
            if (storageClass.Text("metadata", "annotations", annotation) == "true")
            {
                return $"{storageClass.ObjectName} (default)";
            }
        }

        return storageClass.ObjectName;
    }

    private static string AccessModes(JsonNode? modes)
    {
        var present = modes.Texts();
        (string Mode, string Short)[] known =
            [("ReadWriteOnce", "RWO"), ("ReadOnlyMany", "ROX"), ("ReadWriteMany", "RWX"), ("ReadWriteOncePod", "RWOP")];
        return string.Join(',', known.Where(mode => present.Contains(mode.Mode)).Select(mode => mode.Short));
    }
}
