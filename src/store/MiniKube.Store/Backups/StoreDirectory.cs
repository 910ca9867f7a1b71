using System.Collections.Immutable;
using System.Security.Cryptography;
using Microsoft.Extensions.Logging;
using MiniKube.Mvcc;
using MiniKube.Raft;
using MiniKube.Store.Disks;
using MiniKube.Store.Logs;
using MiniKube.Store.Members;
using MiniKube.Store.Snapshots;

namespace MiniKube.Store.Backups;

/// <summary>A store's directory that no process serves, and that none can open while this is not disposed.</summary>
public sealed class StoreDirectory : IDisposable
{
    private readonly RecoveredMember _member;

    private StoreDirectory(RecoveredMember member)
    {
        _member = member;
        Settled = member.Machine.Applied;
    }

    public StoreIdentity Identity => _member.Identity;

    public ImmutableArray<StoreMember> Members => Backup.Of(_member.Machine.Newest, 0).Members;

    /// <summary>The revision after <see cref="Settled"/>.</summary>
    public Revision Revision => _member.Machine.State.Current;

    /// <summary>The last entry that is known here to be settled. More may be, which only a quorum of the members knows.</summary>
    public LogIndex Settled { get; }

    /// <summary>The last entry of the log.</summary>
    public LogIndex Last => _member.Log.Last;

    /// <summary>That entry's term.</summary>
    public Term LastTerm => _member.Log.TermAt(Last) ?? Term.Zero;

    /// <summary>Whether this member alone decides, so that all that it has is settled.</summary>
    public bool IsAlone => _member.Machine.Roster.IsSoleVoter(Identity.Member);

    /// <exception cref="StoreUnavailableException">There is no store, or a process has it.</exception>
    /// <exception cref="CorruptStoreException">It is damaged.</exception>
    public static StoreDirectory Open(string directory, ILogger logger)
    {
        if (!IsStore(directory))
        {
            throw new StoreUnavailableException($"there is no store in {directory}");
        }

        return Open(new DirectoryDisk(directory), logger);
    }

    internal static StoreDirectory Open(IDisk disk, ILogger logger) =>
        new(Recovery.Open(disk, MemberBirth.Alone(Random, MemberContact.Unknown), new StoreOptions(), Random, logger));

    /// <summary>
    /// Makes this member the only one of a new cluster that goes on from all that this log holds. Whatever others have and this one has not is
    /// lost; they cannot come back into it. All or nothing, wherever it is cut short. The directory must be opened anew behind it.
    /// </summary>
    public StoreIdentity ForceNewCluster(CancellationToken cancellationToken) => LostQuorum.ForceNewCluster(_member, Settle, Random, cancellationToken);

    /// <summary>Saves what is settled, as a server that runs would.</summary>
    public Task<Backup> SaveAsync(string path, CancellationToken cancellationToken)
    {
        if (IsAlone)
        {
            Settle();
        }

        var pieces = SnapshotStream.ReadAsync(_member.Machine.Newest, Identity.Cluster, cancellationToken);
        return BackupFile.WriteAsync(path, SnapshotSeal.AppendAsync(pieces, cancellationToken), cancellationToken);
    }

    public void Dispose() => _member.Dispose();

    internal static ulong Random() => BitConverter.ToUInt64(RandomNumberGenerator.GetBytes(sizeof(ulong)));

    private static bool IsStore(string directory) => Directory.Exists(directory)
        && Directory.EnumerateFiles(directory).Any(path => Segment.SequenceOf(Path.GetFileName(path)) is not null);

    /// <summary>Applies the log to its end.</summary>
    private void Settle()
    {
        const long BytesAtATime = 8 << 20;
        List<Entry> entries = [];
        while (_member.Machine.Applied < Last)
        {
            entries.Clear();
            _member.Log.Read(_member.Machine.Applied.Next, Last, BytesAtATime, entries);
            entries.ForEach(entry => _member.Machine.Apply(entry, null, out _));
        }
    }
}
