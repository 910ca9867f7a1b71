using System.Collections.Frozen;

namespace MiniKube.Schema.CustomResources;

/// <summary>What is demanded of the parts of a value: its properties by name, its other properties, its items.</summary>
internal sealed record PartRules(FrozenDictionary<string, ValueRules> Properties, ValueRules? AdditionalProperties, ValueRules? Items);
