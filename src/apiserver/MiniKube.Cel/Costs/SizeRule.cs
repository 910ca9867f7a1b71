namespace MiniKube.Cel.Costs;

/// <summary>How large a call's result is, by the sizes of its arguments.</summary>
public delegate SizeRange SizeRule(ReadOnlySpan<SizeRange> sizes);
