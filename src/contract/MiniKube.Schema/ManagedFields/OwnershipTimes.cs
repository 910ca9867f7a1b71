using System.Text.Json.Nodes;
using MiniKube.Schema.Trees;

namespace MiniKube.Schema.ManagedFields;

/// <summary>A write that changes nothing but when an owner last wrote is no write.</summary>
public static class OwnershipTimes
{
    private const string Name = "managedFields";

    /// <summary>Puts the old times back when nothing else differs.</summary>
    public static void Settle(JsonObject existing, JsonObject desired)
    {
        // The end of an object is what controllers write, so a difference shows there first.
        for (var i = desired.Count - 1; i >= 0; i--)
        {
            var (name, value) = desired.GetAt(i);
            if (name != "metadata" && !JsonEquality.AreEqual(value, existing.Member(name)))
            {
                return;
            }
        }

        if (desired.Count == existing.Count
            && desired.Object("metadata") is { } metadata
            && existing.Object("metadata") is { } before
            && JsonEquality.AreEqual(metadata, before, Name, "resourceVersion")
            && metadata.Member(Name) is JsonArray entries
            && before.Member(Name) is JsonArray entriesBefore
            && AreSame(entries, entriesBefore))
        {
            metadata[Name] = entriesBefore.DeepClone();
        }
    }

    private static bool AreSame(JsonArray entries, JsonArray before) => entries.Count == before.Count
        && entries.All(entry => before.Any(old => JsonEquality.AreEqual(entry!.AsObject(), old!.AsObject(), "time")));
}
