using System.Collections.Immutable;
using MiniKube.Mvcc;
using MiniKube.Raft;
using MiniKube.Store.Snapshots;

namespace MiniKube.Store.Backups;

/// <summary>What is in a snapshot file that is whole.</summary>
public sealed record Backup
{
    /// <summary>The newest revision in it.</summary>
    public required Revision Revision { get; init; }

    public required int Keys { get; init; }

    public required int Leases { get; init; }

    /// <summary>How long the file is.</summary>
    public required long Bytes { get; init; }

    /// <summary>Of its keys: what <c>etcdctl endpoint hashkv</c> says of a store at this revision.</summary>
    public required uint Hash { get; init; }

    /// <summary>The last entry of the log that it covers.</summary>
    public required LogIndex Index { get; init; }

    /// <summary>Who belonged to the cluster.</summary>
    public required ImmutableArray<StoreMember> Members { get; init; }

    internal static Backup Of(StatePoint point, long bytes) => new()
    {
        Revision = point.State.Current,
        Keys = point.State.Count,
        Leases = point.State.Leases.Count,
        Bytes = bytes,
        Hash = KeyHash.Compute(point.State),
        Index = point.Index,
        Members = [.. point.Roster.Contacts.Select(contact =>
            new StoreMember(contact.Key, contact.Value, point.Roster.Membership.Learners.Contains(contact.Key)))],
    };
}
