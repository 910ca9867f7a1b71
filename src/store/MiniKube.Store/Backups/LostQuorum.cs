using System.Collections.Immutable;
using MiniKube.Raft;
using MiniKube.Store.Logs;
using MiniKube.Store.Members;
using MiniKube.Store.Snapshots;

namespace MiniKube.Store.Backups;

/// <summary>Goes on with one member of a cluster whose majority is gone for good.</summary>
internal static class LostQuorum
{
    /// <param name="member">What is left; not to be used behind this.</param>
    /// <param name="settle">Applies all of its log.</param>
    /// <param name="random">Numbers that do not repeat.</param>
    /// <param name="cancellationToken">Leaves everything as it was.</param>
    public static StoreIdentity ForceNewCluster(
        RecoveredMember member, Action settle, Func<ulong> random, CancellationToken cancellationToken)
    {
        settle();
        var point = member.Machine.Newest;
        var self = member.Identity.Member;
        var contacts = ImmutableSortedDictionary<MemberId, MemberContact>.Empty.Add(self, point.Roster.ContactOf(self));
        var begin = point with { Roster = new Roster(new Membership([self], []), contacts) };

        // As with a snapshot from another member: it counts when, and only when, a log begins behind it.
        var disk = member.Disk!;
        var identity = new StoreIdentity(MemberBirth.Alone(random, MemberContact.Unknown).Identity.Cluster, self);
        SnapshotWriter.Write(disk, begin, identity.Cluster, SnapshotFormat.ReceivedNameOf(begin.Index), cancellationToken);
        using var log = new FileLog(disk, new StoreOptions().SegmentBytes, random);
        log.Create(identity, begin.Index, begin.Term, new HardState(new Term(member.Log.HardState.Term.Value + 1), MemberId.None, begin.Index));
        return identity;
    }
}
