using System.Collections.Immutable;
using MiniKube.Raft;

namespace MiniKube.Peers;

/// <summary>A feature of a connection: as whom its other side may speak, by its certificate.</summary>
internal sealed record CertifiedMembers(ImmutableArray<MemberId> Members);
