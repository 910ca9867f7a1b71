using System.Collections.Immutable;

namespace MiniKube.Schema.CustomResources;

/// <summary>Demands that are put together of others.</summary>
internal sealed record LogicRules(
    ImmutableArray<ValueRules> AllOf, ImmutableArray<ValueRules> AnyOf, ImmutableArray<ValueRules> OneOf, ValueRules? Not);
