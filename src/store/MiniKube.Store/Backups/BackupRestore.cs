using MiniKube.Mvcc;
using MiniKube.Raft;
using MiniKube.Store.Disks;
using MiniKube.Store.Logs;
using MiniKube.Store.Members;
using MiniKube.Store.Snapshots;

namespace MiniKube.Store.Backups;

/// <summary>Makes a store out of a snapshot: a new cluster, so that no member of the old one can be taken for one of it.</summary>
public static class BackupRestore
{
    /// <summary>Writes a new directory. Cut short, it has made nothing yet, or what a start refuses as unfinished.</summary>
    /// <param name="path">The snapshot.</param>
    /// <param name="directory">Missing or empty.</param>
    /// <param name="options">What it becomes.</param>
    /// <param name="cancellationToken">Leaves an unfinished directory.</param>
    /// <exception cref="CorruptStoreException">The snapshot is damaged.</exception>
    /// <exception cref="StoreUnavailableException">The directory is used.</exception>
    public static Backup Restore(string path, string directory, RestoreOptions options, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(options.RevisionBump);
        var point = BackupFile.ReadPoint(path, out var bytes);
        using var disk = new DirectoryDisk(directory);
        Restore(point, disk, options, StoreDirectory.Random, cancellationToken);
        return Backup.Of(point, bytes) with { Revision = new Revision(point.State.Current.Value + options.RevisionBump) };
    }

    internal static void Restore(StatePoint point, IDisk disk, RestoreOptions options, Func<ulong> random, CancellationToken cancellationToken)
    {
        if (disk.List().Count > 0)
        {
            throw new StoreUnavailableException($"{Path.GetDirectoryName(disk.PathOf("x"))} is not empty: restore into a new directory, and nothing can be lost");
        }

        var alone = MemberBirth.Alone(random, MemberContact.Unknown);
        var identity = options.Identity ?? alone.Identity;
        var members = options.Members.IsEmpty ? alone.First : options.Members;
        var begin = point with
        {
            Roster = new Roster(new Membership([.. members.Keys], []), members),
            State = Bump(point.State, options.RevisionBump),
        };

        // First the snapshot: a start refuses it as long as there is no log behind it.
        SnapshotWriter.Write(disk, begin, identity.Cluster, SnapshotFormat.NameOf(begin.Index), cancellationToken);
        using var log = new FileLog(disk, new StoreOptions().SegmentBytes, random);
        log.Create(identity, begin.Index, begin.Term, new HardState(begin.Term, MemberId.None, begin.Index));
    }

    /// <summary>The same keys at a later revision; all that was before counts as forgotten.</summary>
    private static MvccState Bump(MvccState state, long bump)
    {
        if (bump == 0)
        {
            return state;
        }

        var current = new Revision(state.Current.Value + bump);
        return MvccState.Restore(
            current,
            current,
            state.Page(0, state.Count).AsSpan(),
            state.Leases.All.Select(lease => (lease.Id, lease.TtlSeconds)),
            state.Leases.Changes);
    }
}
