using System.Collections.Immutable;
using MiniKube.Raft;

namespace MiniKube.Store;

/// <summary>How a member stands.</summary>
public sealed record StoreStatus
{
    /// <summary>The leader, as far as this member knows; none without one.</summary>
    public required MemberId Leader { get; init; }

    public required LogIndex Committed { get; init; }

    public required LogIndex Applied { get; init; }

    /// <summary>What the store takes, in bytes.</summary>
    public required long Bytes { get; init; }

    public required bool IsLearner { get; init; }

    /// <summary>What an operator must know: that it has failed, has no leader, has no room.</summary>
    public ImmutableArray<string> Complaints { get; init; } = [];
}
