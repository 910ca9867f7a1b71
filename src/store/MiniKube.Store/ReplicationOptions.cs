using System.Collections.Immutable;
using MiniKube.Raft;

namespace MiniKube.Store;

/// <summary>How a store takes part in a cluster of several members.</summary>
public sealed record ReplicationOptions
{
    /// <summary>Who this member is. What the directory says counts more, once there is something in it.</summary>
    public required StoreIdentity Identity { get; init; }

    /// <summary>The members that a new cluster begins with, the same on each of them; empty for a member that joins a cluster.</summary>
    public ImmutableSortedDictionary<MemberId, MemberContact> FirstMembers { get; init; } =
        ImmutableSortedDictionary<MemberId, MemberContact>.Empty;

    /// <summary>What heartbeats and elections are counted in.</summary>
    public TimeSpan Tick { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>Ticks between two heartbeats of a leader.</summary>
    public int HeartbeatTicks { get; init; } = 1;

    /// <summary>Ticks without a leader until an election; each member waits this long and up to as long again.</summary>
    public int ElectionTicks { get; init; } = 10;

    /// <summary>How long a call may wait for the other members.</summary>
    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromSeconds(7);

    /// <summary>Reads are served on the strength of recent heartbeats, without asking. Only where the members' clocks never run apart by a tenth, and no machine is suspended.</summary>
    public bool LeaseReads { get; init; }

    internal void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfEqual(Identity.Cluster, 0UL);
        ArgumentOutOfRangeException.ThrowIfEqual(Identity.Member, MemberId.None);
        ArgumentOutOfRangeException.ThrowIfLessThan(Tick, TimeSpan.FromMilliseconds(1));
        ArgumentOutOfRangeException.ThrowIfLessThan(HeartbeatTicks, 1);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(ElectionTicks, HeartbeatTicks);
        ArgumentOutOfRangeException.ThrowIfLessThan(RequestTimeout, Tick);
        if (FirstMembers.Count > 0 && !FirstMembers.ContainsKey(Identity.Member))
        {
            throw new ArgumentException("a member that begins a cluster is one of its first members", nameof(FirstMembers));
        }
    }
}
