using System.Text.Json.Nodes;

namespace MiniKube.Schema.ManagedFields;

/// <summary>Looks at <c>managedFields</c> that somebody outside wrote.</summary>
public static class SentOwnership
{
    /// <summary>True when every entry can be read; the tree stays as it is.</summary>
    public static bool IsValid(JsonNode managedFields) =>
        managedFields is JsonArray { Count: 0 } || (managedFields.DeepClone() is JsonArray sent && ManagedEntries.ReadSent(sent) is not null);
}
