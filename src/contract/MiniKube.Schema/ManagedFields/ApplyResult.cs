using System.Collections.Immutable;
using System.Text.Json.Nodes;

namespace MiniKube.Schema.ManagedFields;

/// <summary>How an apply went.</summary>
public abstract record ApplyResult
{
    /// <param name="Object">The object as it shall be, managedFields included, defaults not filled in.</param>
    public sealed record Applied(JsonObject Object) : ApplyResult;

    /// <summary>Others own fields that the configuration would change.</summary>
    public sealed record Conflicting(ImmutableArray<ApplyConflict> Conflicts) : ApplyResult;

    /// <summary>The configuration is none of the kind.</summary>
    public sealed record Malformed(string Why) : ApplyResult;
}
