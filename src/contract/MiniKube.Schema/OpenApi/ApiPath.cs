using System.Collections.Immutable;
using MiniKube.Api.Names;

namespace MiniKube.Schema.OpenApi;

/// <summary>A path of a group and version with what can be done there.</summary>
internal sealed record ApiPath(string Path, GroupVersion Version, ImmutableArray<ApiParameter> Parameters, ImmutableArray<ApiOperation> Operations);
