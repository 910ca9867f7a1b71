using MiniKube.Cel.Types;

namespace MiniKube.Cel.Costs;

/// <summary>What a part of a program costs, how large its value is, and the type that bounds the parts of that.</summary>
internal sealed record SizedCost(CostRange Cost, SizeRange Size, CelType Declared);
