using System.Collections.Immutable;
using System.Text.Json.Nodes;

namespace MiniKube.Schema.Decoding;

/// <summary>An object in canonical order, and what was left out of it: <c>unknown field "spec.foo"</c>, <c>duplicate field "spec.replicas"</c>.</summary>
public sealed record DecodeResult(JsonObject Object, ImmutableArray<string> Warnings)
{
    /// <summary>What a request that asks for strict validation is refused with; null when nothing is wrong.</summary>
    public string? StrictError => Warnings.IsEmpty ? null : $"strict decoding error: {string.Join(", ", Warnings)}";
}
