using System.Text.Json.Nodes;

namespace MiniKube.Schema.ManagedFields;

/// <summary>Who owns the replicas of an object, as its Scale shows it and back.</summary>
public static class ScaleOwnership
{
    private const string ScaleVersion = "autoscaling/v1";

    private static readonly FieldSet ScaleReplicas = FieldSet.Of("spec.replicas");

    /// <summary>The managedFields of the Scale: an entry for each owner of the replicas.</summary>
    /// <param name="parent">The managedFields of the object.</param>
    /// <param name="replicas">Where the object has its replicas.</param>
    public static JsonArray ToScale(JsonArray? parent, FieldSet replicas)
    {
        var scale = new JsonArray();
        foreach (var entry in ManagedEntries.ReadStored(parent).All.Where(entry => FieldSetJson.Touches(entry.FieldsJson, replicas)))
        {
            scale.Add((JsonNode)ManagedEntry.Create(entry.Identity with { ApiVersion = ScaleVersion }, ScaleVersion, ScaleReplicas, entry.Time).Json);
        }

        return scale;
    }

    /// <summary>Puts into the object's metadata what a write of the Scale made of its owners.</summary>
    /// <param name="metadata">Of the object; its managedFields are those before the write.</param>
    /// <param name="scale">The managedFields of the Scale after the write.</param>
    /// <param name="replicas">Where the object has its replicas.</param>
    /// <param name="apiVersion">The version of the object.</param>
    public static void ToParent(JsonObject metadata, JsonArray? scale, FieldSet replicas, string apiVersion)
    {
        var entries = ManagedEntries.ReadStored(metadata["managedFields"] as JsonArray);
        var owners = ManagedEntries.ReadStored(scale).All.Where(entry => FieldSetJson.Touches(entry.FieldsJson, ScaleReplicas)).ToList();
        foreach (var entry in entries.All.Where(entry => FieldSetJson.Touches(entry.FieldsJson, replicas)))
        {
            if (owners.Find(owner => IsSame(owner.Identity, entry.Identity)) is { } kept)
            {
                entry.SetTime(kept.Time);
                owners.Remove(kept);
            }
            else
            {
                entry.Remove(replicas);
            }
        }

        foreach (var owner in owners)
        {
            var identity = ManagerIdentity.Of(owner.Identity.Manager, owner.Identity.Operation, apiVersion, owner.Identity.Subresource);
            if (entries.Find(identity) is { } there)
            {
                there.SetFields(there.Fields.Union(replicas));
                there.SetTime(owner.Time);
            }
            else
            {
                entries.All.Add(ManagedEntry.Create(identity, apiVersion, replicas, owner.Time));
            }
        }

        entries.WriteTo(metadata);
    }

    private static bool IsSame(ManagerIdentity scale, ManagerIdentity parent) =>
        scale.Manager == parent.Manager && scale.Operation == parent.Operation && scale.Subresource == parent.Subresource;
}
