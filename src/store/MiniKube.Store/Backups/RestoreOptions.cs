using System.Collections.Immutable;
using MiniKube.Raft;

namespace MiniKube.Store.Backups;

/// <summary>What a snapshot becomes.</summary>
public sealed record RestoreOptions
{
    /// <summary>Who the member is that begins with it; null: a new one.</summary>
    public StoreIdentity? Identity { get; init; }

    /// <summary>The members of the new cluster, the same on each of them; empty: this one alone.</summary>
    public ImmutableSortedDictionary<MemberId, MemberContact> Members { get; init; } = ImmutableSortedDictionary<MemberId, MemberContact>.Empty;

    /// <summary>How much newer the revision becomes, so that clients who have seen newer ones than the snapshot's do not take the past for news.</summary>
    public long RevisionBump { get; init; }
}
