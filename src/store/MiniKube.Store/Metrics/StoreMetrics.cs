using System.Collections.Immutable;
using MiniKube.Mvcc;
using MiniKube.Raft;

namespace MiniKube.Store.Metrics;

/// <summary>The numbers of a store at one moment.</summary>
public sealed record StoreMetrics
{
    public required bool HasLeader { get; init; }

    public required bool IsLeader { get; init; }

    /// <summary>It follows, and counts in no majority.</summary>
    public required bool IsLearner { get; init; }

    /// <summary>Which member this is.</summary>
    public required MemberId Member { get; init; }

    /// <summary>How many leaders this process has seen begin.</summary>
    public required long LeaderChanges { get; init; }

    /// <summary>The last entry that is settled.</summary>
    public required LogIndex Committed { get; init; }

    /// <summary>The last entry that the state holds.</summary>
    public required LogIndex Applied { get; init; }

    /// <summary>Changes whose outcome somebody waits for.</summary>
    public required int ProposalsPending { get; init; }

    /// <summary>Changes whose outcome nobody could be told in time.</summary>
    public required long ProposalsFailed { get; init; }

    public required int Keys { get; init; }

    public required int Leases { get; init; }

    /// <summary>The newest revision that this member has.</summary>
    public required Revision Revision { get; init; }

    /// <summary>History before it is forgotten.</summary>
    public required Revision Compacted { get; init; }

    /// <summary>To each other member and back, without its work.</summary>
    public required ImmutableSortedDictionary<MemberId, LatencySnapshot> RoundTrips { get; init; }

    /// <summary>What is written of log and newest snapshot, in bytes; space allocated ahead does not count.</summary>
    public required long DiskBytes { get; init; }

    /// <summary>Making the log durable.</summary>
    public required LatencySnapshot LogSync { get; init; }

    /// <summary>Making snapshots durable.</summary>
    public required LatencySnapshot SnapshotSync { get; init; }
}
