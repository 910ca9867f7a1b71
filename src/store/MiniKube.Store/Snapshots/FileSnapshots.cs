using Microsoft.Extensions.Logging;
using MiniKube.Mvcc;
using MiniKube.Raft;
using MiniKube.Store.Disks;

namespace MiniKube.Store.Snapshots;

/// <summary>The snapshots of a disk. One is enough; a second is there only between a new one's birth and the old one's end.</summary>
internal sealed partial class FileSnapshots(IDisk disk, ILogger logger)
{
    /// <summary>How many bytes the newest snapshot has; 0 for none.</summary>
    public long NewestBytes { get; private set; }

    /// <summary>Reads the newest snapshot that is whole; the beginning of all when there is none.</summary>
    /// <param name="restartedBehind">What the snapshot covers behind which the log begins, if it came from another member.</param>
    /// <param name="cluster">Whose snapshots count; null where no log says it.</param>
    /// <exception cref="CorruptStoreException">None is whole.</exception>
    public StatePoint Load(LogIndex? restartedBehind, ulong? cluster)
    {
        SettleReceived(restartedBehind);
        CorruptStoreException? newest = null;
        foreach (var index in Indexes().OrderByDescending(static index => index.Value))
        {
            try
            {
                return Read(SnapshotFormat.NameOf(index), cluster);
            }
            catch (CorruptStoreException exception)
            {
                LogDamaged(logger, exception);
                newest ??= exception;
            }
        }

        return newest is null ? StatePoint.Beginning : throw newest;
    }

    public void Write(StatePoint point, ulong cluster, CancellationToken cancellationToken)
    {
        var bytes = SnapshotWriter.Write(disk, point, cluster, SnapshotFormat.NameOf(point.Index), cancellationToken);
        LogWritten(logger, point.State.Current, point.State.Count, bytes);
    }

    /// <summary>To be told when <see cref="Write"/> has ended well.</summary>
    public void Written(LogIndex index)
    {
        using var file = disk.Open(SnapshotFormat.NameOf(index));
        NewestBytes = file.Length;
    }

    /// <summary>Those that a newer one has replaced.</summary>
    public IEnumerable<LogIndex> Before(LogIndex index) => Indexes().Where(other => other < index);

    /// <summary>Deletes files one after the other, so that no sync of the log ever waits for the freeing of many.</summary>
    public void Delete(IEnumerable<string> names, CancellationToken cancellationToken)
    {
        foreach (var name in names)
        {
            cancellationToken.ThrowIfCancellationRequested();
            disk.Delete(name);
            disk.Sync();
        }
    }

    /// <summary>Makes a snapshot that came from another member one's own, once the log goes on behind it.</summary>
    public void Adopt(LogIndex index)
    {
        disk.Rename(SnapshotFormat.ReceivedNameOf(index), SnapshotFormat.NameOf(index));
        disk.Sync();
        foreach (var other in Indexes().Where(other => other != index).ToList())
        {
            disk.Delete(SnapshotFormat.NameOf(other));
        }

        Written(index);
    }

    public void DeleteBefore(LogIndex index)
    {
        foreach (var replaced in Before(index).ToList())
        {
            disk.Delete(SnapshotFormat.NameOf(replaced));
        }
    }

    private StatePoint Read(string name, ulong? cluster)
    {
        using var file = disk.Open(name);
        var reader = new SnapshotReader(file, disk.PathOf(name));
        var point = cluster is { } own ? reader.Read(own) : reader.Read();
        if (point.Index != SnapshotFormat.IndexOf(name))
        {
            throw new CorruptStoreException(disk.PathOf(name), 0, $"the snapshot covers entry {point.Index}, not as it is named");
        }

        NewestBytes = file.Length;
        return point;
    }

    /// <summary>The log decides whether a snapshot was installed: when it begins behind it, and only then.</summary>
    private void SettleReceived(LogIndex? restartedBehind)
    {
        foreach (var name in disk.List().Where(name => SnapshotFormat.ReceivedIndexOf(name) is not null).ToList())
        {
            if (SnapshotFormat.ReceivedIndexOf(name) == restartedBehind)
            {
                Adopt(restartedBehind!.Value);
            }
            else
            {
                disk.Delete(name);
            }
        }
    }

    private IEnumerable<LogIndex> Indexes() => disk.List().Select(SnapshotFormat.IndexOf).OfType<LogIndex>();

    [LoggerMessage(30, LogLevel.Information, "Wrote a snapshot of revision {Revision}: {Count} keys, {Bytes} bytes")]
    private static partial void LogWritten(ILogger logger, Revision revision, int count, long bytes);

    [LoggerMessage(31, LogLevel.Error, "A snapshot is damaged; an older one may do")]
    private static partial void LogDamaged(ILogger logger, Exception exception);
}
