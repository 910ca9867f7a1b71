using MiniKube.Schema.Resources;

namespace MiniKube.Schema.CustomResources;

/// <summary>One version of a CustomResourceDefinition.</summary>
/// <param name="Definition">What the generic path serves it by.</param>
/// <param name="IsServed">Requests are answered in this version.</param>
/// <param name="IsStorage">Objects are stored in this version.</param>
public sealed record CustomVersion(ResourceDefinition Definition, bool IsServed, bool IsStorage);
