using System.Collections.Immutable;
using MiniKube.Api.Names;

namespace MiniKube.Schema.Resources;

/// <summary>A part or an action of a resource under a path of its own: <c>status</c>, <c>scale</c>, <c>exec</c>.</summary>
public sealed record SubresourceDefinition(string Name, GroupVersionKind Kind, ImmutableArray<string> Verbs);
