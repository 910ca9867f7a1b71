using System.Text.Json.Nodes;
using MiniKube.Schema.Trees;

namespace MiniKube.Schema.ManagedFields;

/// <summary>
/// Keeps <c>managedFields</c> on every write that is no apply: what the write changed is the writer's, and nobody else's any more.
/// The work is that of the difference between the two objects, not of the objects.
/// </summary>
public static class UpdateOwnership
{
    /// <summary>Puts the managedFields of a write into the desired object.</summary>
    /// <param name="existing">The object before, in the version of the write; empty for a creation.</param>
    /// <param name="desired">The object as the client wants it, defaults filled in.</param>
    /// <param name="context">Who writes.</param>
    /// <returns>True when only the time of an entry is another one: the write may still turn out to change nothing.</returns>
    public static bool Track(JsonObject existing, JsonObject desired, OwnershipContext context)
    {
        var metadata = desired.Ensure("metadata");
        var entries = EntriesBefore(existing.Object("metadata"), metadata, context);

        // An object whose ownership was reset stays without until somebody applies it.
        if (entries.All.Count == 0 && existing.Object("metadata").Text("uid") is { Length: > 0 })
        {
            metadata.Remove("managedFields");
            return false;
        }

        var isTimeOnly = Change(existing, desired, context, entries);
        UpdateManagers.Cap(entries);
        entries.WriteTo(metadata);
        return isTimeOnly;
    }

    private static ManagedEntries EntriesBefore(JsonObject? before, JsonObject metadata, OwnershipContext context)
    {
        var stored = before.Member("managedFields") as JsonArray;
        if (metadata.Member("managedFields") is not JsonArray sent)
        {
            return ManagedEntries.ReadStored(stored);
        }

        // What was read and is sent back is in order, and may be changed where it is.
        if (stored is not null && ManagedEntries.AreSame(sent, stored))
        {
            return new ManagedEntries(ManagedEntries.Read(sent) ?? []);
        }

        if (context.Subresource.Length > 0)
        {
            return ManagedEntries.ReadStored(stored);
        }

        return IsReset(sent) ? new ManagedEntries([]) : ManagedEntries.ReadSent(sent, stored) ?? ManagedEntries.ReadStored(stored);
    }

    /// <summary>An empty list, or one empty entry.</summary>
    private static bool IsReset(JsonArray sent) => sent.Count == 0 || (sent.Count == 1 && sent[0] is JsonObject { Count: 0 });

    private static bool Change(JsonObject existing, JsonObject desired, OwnershipContext context, ManagedEntries entries)
    {
        var difference = ObjectComparison.Of(existing, desired, context.Type, context.Ignored);
        if (difference.IsSame)
        {
            return false;
        }

        var self = context.Identity(ManagerIdentity.Update);
        var own = entries.Find(self);
        var others = new OwnershipLoss(existing, desired, difference, context);
        var isTouched = false;
        foreach (var entry in entries.All.Where(entry => !ReferenceEquals(entry, own)).ToList())
        {
            isTouched |= others.Apply(entry, entries);
        }

        var set = difference.Set.Except(ServerFields.Stripped);
        if (own is null)
        {
            if (!set.IsEmpty)
            {
                entries.All.Add(ManagedEntry.Create(self, context.ApiVersion, set, context.Time));
            }

            return false;
        }

        isTouched |= FieldSetJson.Touches(own.FieldsJson, difference.Removed);
        own.Remove(difference.Removed);
        if (set.IsEmpty)
        {
            return false;
        }

        if (!FieldSetJson.Contains(own.FieldsJson, set))
        {
            own.SetFields(own.Fields.Union(set));
            isTouched = true;
        }

        own.SetTime(context.Time);
        return !isTouched;
    }
}
