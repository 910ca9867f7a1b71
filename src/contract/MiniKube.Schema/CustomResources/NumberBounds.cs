namespace MiniKube.Schema.CustomResources;

/// <summary>Between what a number must lie; null for no bound.</summary>
internal sealed record NumberBounds(double? Minimum, bool ExcludesMinimum, double? Maximum, bool ExcludesMaximum, double? MultipleOf);
