using System.Buffers;
using System.Runtime.InteropServices;
using MiniKube.Mvcc;
using MiniKube.Store.Commands;
using MiniKube.Store.Disks;

namespace MiniKube.Store.Snapshots;

/// <summary>Writes a state to disk in blocks, while newer states go their way.</summary>
internal static class SnapshotWriter
{
    private const int PageItems = 256;
    private const int BlockBytes = 256 << 10;

    /// <summary>Synced so often that the log's own syncs never wait behind much of a snapshot.</summary>
    private const int SyncBytes = 4 << 20;

    /// <summary>Returns the snapshot's size, once it is durable under a name.</summary>
    public static long Write(IDisk disk, StatePoint point, ulong cluster, string name, CancellationToken cancellationToken)
    {
        var temporary = name + DiskNames.TemporaryExtension;
        long length;
        try
        {
            using var file = disk.Create(temporary, 0);
            length = WriteBlocks(file, point, cluster, cancellationToken);
            file.Sync();
        }
        catch
        {
            disk.Delete(temporary);
            throw;
        }

        disk.Rename(temporary, name);
        disk.Sync();
        return length;
    }

    /// <summary>Writes all of a snapshot; returns how many bytes.</summary>
    public static long WriteBlocks(IDiskFile file, StatePoint point, ulong cluster, CancellationToken cancellationToken)
    {
        var state = point.State;
        var header = new SnapshotHeader(
            point.Index, point.Term, state.Current, state.CompactedByLog, state.Count, state.Leases.Count, state.Leases.Changes, cluster);
        var bytes = new byte[SnapshotFormat.HeaderBytes];
        var checksum = SnapshotFormat.WriteHeader(bytes, header);
        file.Write(bytes, 0);
        long position = bytes.Length;
        var synced = position;
        var block = new ArrayBufferWriter<byte>(BlockBytes * 2);
        BeginBlock(block);
        point.Roster.Write(block);
        position += Flush(file, block, position, ref checksum);
        for (var start = 0; start < state.Count; start += PageItems)
        {
            cancellationToken.ThrowIfCancellationRequested();
            foreach (var item in state.Page(start, PageItems))
            {
                BeginBlock(block);
                Write(block, item);
                if (block.WrittenCount >= BlockBytes)
                {
                    position += Flush(file, block, position, ref checksum);
                }
            }

            if (position - synced >= SyncBytes)
            {
                file.Sync();
                synced = position;
            }
        }

        foreach (var lease in state.Leases.All)
        {
            BeginBlock(block);
            block.WriteNumber(lease.Id.Value);
            block.WriteNumber(lease.TtlSeconds);
            if (block.WrittenCount >= BlockBytes)
            {
                position += Flush(file, block, position, ref checksum);
            }
        }

        if (block.WrittenCount > 0)
        {
            position += Flush(file, block, position, ref checksum);
        }

        BeginBlock(block);
        return position + Flush(file, block, position, ref checksum);
    }

    private static void BeginBlock(ArrayBufferWriter<byte> block)
    {
        if (block.WrittenCount == 0)
        {
            block.Write(stackalloc byte[SnapshotFormat.BlockHeaderBytes]);
        }
    }

    private static void Write(ArrayBufferWriter<byte> block, KeyValue item)
    {
        block.WriteBytes(item.Key.Bytes.Span);
        block.WriteBytes(item.Value.Span);
        block.WriteNumber(item.CreateRevision.Value);
        block.WriteNumber(item.ModRevision.Value);
        block.WriteNumber(item.Version);
        block.WriteNumber(item.Lease.Value);
    }

    private static int Flush(IDiskFile file, ArrayBufferWriter<byte> block, long position, ref uint checksum)
    {
        // The writer's own array: the header is known only now.
        var bytes = MemoryMarshal.AsMemory(block.WrittenMemory).Span;
        checksum = SnapshotFormat.WriteBlockHeader(bytes, checksum);
        file.Write(bytes, position);
        var length = bytes.Length;
        block.ResetWrittenCount();
        return length;
    }
}
