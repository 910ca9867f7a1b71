using MiniKube.Api.Names;

namespace MiniKube.Schema.Discovery;

/// <summary>A group and version as discovery tells of it.</summary>
/// <param name="Version">Which one.</param>
/// <param name="Priority">Where it stands.</param>
/// <param name="IsStale">The server that answers for it cannot be reached: what is told of it was true before.</param>
public sealed record DiscoveredVersion(GroupVersion Version, VersionPriority Priority, bool IsStale = false);
