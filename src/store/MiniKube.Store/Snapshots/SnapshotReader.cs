using System.Buffers.Binary;
using System.Runtime.InteropServices;
using MiniKube.Mvcc;
using MiniKube.Store.Commands;
using MiniKube.Store.Disks;
using MiniKube.Store.Logs;
using MiniKube.Store.Members;

namespace MiniKube.Store.Snapshots;

/// <summary>Reads a snapshot back, and believes nothing that its checksums do not confirm.</summary>
internal sealed class SnapshotReader(IDiskFile file, string path)
{
    private long _position;
    private uint _checksum;

    /// <summary>Where the snapshot ends, once it has been read; something else may follow.</summary>
    public long End => _position;

    /// <exception cref="CorruptStoreException">The snapshot is damaged.</exception>
    public StatePoint Read()
    {
        var bytes = new byte[SnapshotFormat.HeaderBytes];
        _ = file.Read(bytes, 0);
        var header = SnapshotFormat.ReadHeader(bytes, out _checksum)
            ?? throw Damaged("the header of the snapshot is damaged");
        _position = bytes.Length;
        var roster = Roster.Read(ReadBlock());
        var items = new List<KeyValue>(header.Count);
        var leases = new List<(LeaseId, long)>(header.LeaseCount);
        while (ReadBlock() is { Length: > 0 } block)
        {
            ReadParts(block, header, items, leases);
        }

        if (items.Count != header.Count || leases.Count != header.LeaseCount)
        {
            throw Damaged($"the snapshot has {items.Count} keys and {leases.Count} leases, not {header.Count} and {header.LeaseCount} as it says");
        }

        var state = MvccState.Restore(
            header.Revision, header.Compacted, CollectionsMarshal.AsSpan(items), leases, header.LeaseChanges);
        return new StatePoint(header.Index, header.Term, roster, state);
    }

    /// <summary>First all keys, then all leases.</summary>
    private static void ReadParts(
        ReadOnlySpan<byte> block, SnapshotHeader header, List<KeyValue> items, List<(LeaseId Id, long TtlSeconds)> leases)
    {
        var reader = new EncodedReader(block);
        while (!reader.IsAtEnd)
        {
            if (items.Count == header.Count)
            {
                leases.Add((new LeaseId(reader.ReadNumber()), reader.ReadNumber()));
                continue;
            }

            items.Add(new KeyValue(
                new Key(reader.ReadBytes()),
                reader.ReadBytes(),
                new Revision(reader.ReadNumber()),
                new Revision(reader.ReadNumber()),
                reader.ReadNumber(),
                new LeaseId(reader.ReadNumber())));
        }
    }

    private byte[] ReadBlock()
    {
        Span<byte> header = stackalloc byte[SnapshotFormat.BlockHeaderBytes];
        var isThere = file.Read(header, _position) == header.Length;
        var length = BinaryPrimitives.ReadInt32LittleEndian(header);
        if (!isThere || length < 0 || length > file.Length - _position - header.Length)
        {
            throw Damaged("the snapshot is cut off");
        }

        var block = new byte[length];
        _ = file.Read(block, _position + header.Length);
        _checksum = Checksum.Compute(_checksum, block);
        if (_checksum != BinaryPrimitives.ReadUInt32LittleEndian(header[4..]))
        {
            throw Damaged("a block of the snapshot is not as it was written");
        }

        _position += header.Length + length;
        return block;
    }

    private CorruptStoreException Damaged(string complaint) => new(path, _position, complaint);
}
