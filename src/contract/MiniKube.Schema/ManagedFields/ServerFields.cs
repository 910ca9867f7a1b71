namespace MiniKube.Schema.ManagedFields;

/// <summary>Fields that nobody owns: the server sets them, or they say which object it is.</summary>
public static class ServerFields
{
    /// <summary>Never looked at, whatever is below them.</summary>
    public static FieldSet Unowned { get; } = FieldSet.Of(
        "apiVersion",
        "kind",
        "metadata.name",
        "metadata.namespace",
        "metadata.creationTimestamp",
        "metadata.selfLink",
        "metadata.uid",
        "metadata.clusterName",
        "metadata.generation",
        "metadata.managedFields",
        "metadata.resourceVersion");

    /// <summary>The metadata itself, besides.</summary>
    internal static FieldSet Stripped { get; } = Unowned.Union(FieldSet.Of("metadata"));
}
