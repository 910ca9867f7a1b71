using System.Text.Json.Nodes;

namespace MiniKube.Schema.ManagedFields;

/// <summary>What the other owners of an object lose by a change of it; compared again in each version in which they named their fields.</summary>
internal sealed class OwnershipLoss(JsonObject before, JsonObject after, ObjectComparison difference, OwnershipContext context)
{
    private readonly Dictionary<string, ObjectComparison?> _byVersion = new(StringComparer.Ordinal) { [context.ApiVersion] = difference };

    /// <summary>The difference as a version sees it; null when the version is not served any more.</summary>
    public ObjectComparison? In(string apiVersion)
    {
        if (_byVersion.TryGetValue(apiVersion, out var known))
        {
            return known;
        }

        var compared = context.Versions.Find(apiVersion) is { } version
            ? ObjectComparison.Of(version.Into(before), version.Into(after), version.Type, context.Ignored)
            : null;
        _byVersion[apiVersion] = compared;
        return compared;
    }

    /// <summary>Takes from an owner what the change touched.</summary>
    /// <returns>True when it lost something.</returns>
    public bool Apply(ManagedEntry entry, ManagedEntries entries)
    {
        if (In(entry.ApiVersion) is not { } seen)
        {
            entries.All.Remove(entry);
            return true;
        }

        var lost = seen.Set.Union(seen.Removed);
        if (!FieldSetJson.Touches(entry.FieldsJson, lost))
        {
            return false;
        }

        entry.Remove(lost);
        return true;
    }
}
