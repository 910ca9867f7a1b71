using System.Collections.Immutable;

namespace MiniKube.ApiServer.Endpoints;

/// <summary>A body as JSON.</summary>
/// <param name="Bytes">The JSON, which may name a field twice.</param>
/// <param name="RepeatedKeys">Of a body that came as YAML, the keys that come twice, by line; null for one that came otherwise.</param>
internal sealed record RequestJson(byte[] Bytes, ImmutableArray<string>? RepeatedKeys = null);
