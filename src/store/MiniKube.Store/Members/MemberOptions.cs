using MiniKube.Raft;

namespace MiniKube.Store.Members;

/// <summary>How a member behaves, in ticks, since it has no clock.</summary>
internal sealed record MemberOptions
{
    public required StoreOptions Store { get; init; }

    /// <summary>Ticks without a leader until an election.</summary>
    public int ElectionTicks { get; init; } = 10;

    /// <summary>Ticks between two heartbeats.</summary>
    public int HeartbeatTicks { get; init; } = 1;

    /// <summary>How long a caller may wait for the quorum.</summary>
    public int RequestTicks { get; init; } = 70;

    /// <summary>How many bytes of applied entries stay in memory for members that are a little behind.</summary>
    public long RecentBytes { get; init; } = 8 << 20;

    /// <summary>Of one part of a snapshot on its way.</summary>
    public int ChunkBytes { get; init; } = 1 << 20;

    /// <summary>See <see cref="ReplicationOptions.LeaseReads"/>.</summary>
    public bool LeaseReads { get; init; }

    public static MemberOptions From(StoreOptions store, ReplicationOptions? replication) => replication is null
        ? new MemberOptions { Store = store }
        : new MemberOptions
        {
            Store = store,
            ElectionTicks = replication.ElectionTicks,
            HeartbeatTicks = replication.HeartbeatTicks,
            RequestTicks = (int)Math.Ceiling(replication.RequestTimeout / replication.Tick),
            LeaseReads = replication.LeaseReads,
        };

    public RaftOptions Raft(MemberId id) => new()
    {
        Id = id,
        ElectionTicks = ElectionTicks,
        HeartbeatTicks = HeartbeatTicks,
        LeaseReads = LeaseReads,
    };
}
