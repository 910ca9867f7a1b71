using System.Buffers.Binary;
using System.Runtime.InteropServices;
using MiniKube.Mvcc;
using MiniKube.Store.Commands;
using MiniKube.Store.Disks;
using MiniKube.Store.Logs;

namespace MiniKube.Store.Snapshots;

/// <summary>Reads a snapshot back, and believes nothing that its checksums do not confirm.</summary>
internal sealed class SnapshotReader(IDiskFile file, string path)
{
    private long _position;
    private uint _checksum;

    /// <exception cref="CorruptStoreException">The snapshot is damaged.</exception>
    public (SnapshotHeader Header, MvccState State) Read()
    {
        var bytes = new byte[SnapshotFormat.HeaderBytes];
        _ = file.Read(bytes, 0);
        var header = SnapshotFormat.ReadHeader(bytes, out _checksum) ?? throw Damaged("the header of the snapshot is damaged");
        _position = bytes.Length;
        var items = new List<KeyValue>(header.Count);
        while (ReadBlock() is { Length: > 0 } block)
        {
            ReadItems(block, items);
        }

        if (items.Count != header.Count)
        {
            throw Damaged($"the snapshot has {items.Count} keys, not {header.Count} as it says");
        }

        return (header, MvccState.Restore(header.Revision, CollectionsMarshal.AsSpan(items)));
    }

    private static void ReadItems(ReadOnlySpan<byte> block, List<KeyValue> items)
    {
        var reader = new EncodedReader(block);
        while (!reader.IsAtEnd)
        {
            items.Add(new KeyValue(
                new Key(reader.ReadBytes()),
                reader.ReadBytes(),
                new Revision(reader.ReadNumber()),
                new Revision(reader.ReadNumber()),
                reader.ReadNumber()));
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
