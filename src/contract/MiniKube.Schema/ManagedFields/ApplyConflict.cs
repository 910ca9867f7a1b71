namespace MiniKube.Schema.ManagedFields;

/// <summary>A field that an apply would change and another manager owns.</summary>
/// <param name="Manager">As a message names it: <c>"other" using apps/v1</c>.</param>
/// <param name="Field">As a message names it: <c>.spec.replicas</c>.</param>
public sealed record ApplyConflict(string Manager, string Field);
