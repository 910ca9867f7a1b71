using MiniKube.Raft;
using MiniKube.Store.Disks;
using MiniKube.Store.Logs;
using MiniKube.Store.Members;
using MiniKube.Store.Peers;
using MiniKube.Store.Snapshots;

namespace MiniKube.Store.Transfers;

/// <summary>A snapshot's file while it comes in. It has no name under which a start would find it until it is whole, read and synced.</summary>
internal sealed class IncomingSnapshot
{
    /// <summary>Synced so often that the log's own syncs never wait behind much of it.</summary>
    private const int SyncBytes = 4 << 20;

    private readonly IDisk _disk;
    private readonly ulong _cluster;
    private readonly string _temporary;
    private readonly IDiskFile _file;
    private BackgroundJob? _reading;
    private long _synced;

    public IncomingSnapshot(IDisk disk, ulong cluster, SnapshotChunk first)
    {
        _disk = disk;
        _cluster = cluster;
        From = first.From;
        Index = first.Index;
        Length = first.Length;
        _temporary = SnapshotFormat.ReceivedNameOf(Index) + DiskNames.TemporaryExtension;
        _file = disk.Create(_temporary, 0);
    }

    public MemberId From { get; }

    public LogIndex Index { get; }

    public long Length { get; }

    /// <summary>Under which leadership it is sent.</summary>
    public Term Term { get; set; }

    /// <summary>The tick at which a part came last.</summary>
    public long HeardAt { get; set; }

    /// <summary>How much is there, from the beginning on.</summary>
    public long Received { get; private set; }

    public bool IsWhole => Received == Length;

    /// <summary>Whether it is being read, or has been.</summary>
    public bool IsReading => _reading is not null;

    public bool IsRead => _reading is { IsDone: true } && !IsPublished;

    /// <summary>Whether the core has been told.</summary>
    public bool IsPublished { get; private set; }

    public Exception? Failure => _reading?.Failure;

    /// <summary>What was in it; null until it is read.</summary>
    public StatePoint? Point { get; private set; }

    public bool IsFor(SnapshotChunk chunk) => chunk.From == From && chunk.Index == Index && chunk.Length == Length;

    /// <summary>Takes the next part; anything else than the next, or a damaged one, is passed over.</summary>
    public void Take(SnapshotChunk chunk)
    {
        var end = chunk.Offset + chunk.Bytes.Length;
        if (chunk.Offset != Received || end > Length || Checksum.Compute(0, chunk.Bytes.Span) != chunk.Checksum)
        {
            return;
        }

        _file.Write(chunk.Bytes.Span, chunk.Offset);
        Received = end;
        if (Received - _synced >= SyncBytes || IsWhole)
        {
            _file.Sync();
            _synced = Received;
        }
    }

    /// <summary>The job that reads the whole file, and believes only its checksums, of its own cluster.</summary>
    public BackgroundJob BeginReading() =>
        _reading = new BackgroundJob(_ => Point = new SnapshotReader(_file, _disk.PathOf(_temporary)).Read(_cluster));

    /// <summary>Gives it the name under which it can be installed.</summary>
    public void Publish()
    {
        IsPublished = true;
        _file.Dispose();
        _disk.Rename(_temporary, SnapshotFormat.ReceivedNameOf(Index));
        _disk.Sync();
    }

    public void Discard()
    {
        _file.Dispose();
        _disk.Delete(IsPublished ? SnapshotFormat.ReceivedNameOf(Index) : _temporary);
    }

    public void Close() => _file.Dispose();
}
