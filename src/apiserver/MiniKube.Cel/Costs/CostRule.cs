namespace MiniKube.Cel.Costs;

/// <summary>What a call costs, by the sizes of its arguments.</summary>
public delegate CostRange CostRule(ReadOnlySpan<SizeRange> sizes);
