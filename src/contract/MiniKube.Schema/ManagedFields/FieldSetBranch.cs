namespace MiniKube.Schema.ManagedFields;

/// <summary>What a set says of one step.</summary>
/// <param name="Element">The step.</param>
/// <param name="IsMember">The place that the step leads to is in the set.</param>
/// <param name="Below">The places below it that are in the set.</param>
public readonly record struct FieldSetBranch(PathElement Element, bool IsMember, FieldSet Below);
