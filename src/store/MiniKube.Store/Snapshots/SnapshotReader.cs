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
    /// <summary>A key, a value and four numbers take a byte each at least; a lease takes two.</summary>
    private const int KeyBytesMin = 6;
    private const int LeaseBytesMin = 2;

    private long _position;
    private uint _checksum;

    /// <summary>Where the snapshot ends, once it has been read; something else may follow.</summary>
    public long End => _position;

    /// <summary>Whose it is, once it has been read.</summary>
    public ulong Cluster { get; private set; }

    /// <summary>Reads a snapshot that must be of a cluster.</summary>
    /// <exception cref="CorruptStoreException">The snapshot is damaged, or is another cluster's.</exception>
    public StatePoint Read(ulong cluster)
    {
        var point = Read();
        return Cluster == cluster
            ? point
            : throw new CorruptStoreException(path, 0, $"the snapshot is of cluster {Cluster:x}, not of {cluster:x}");
    }

    /// <summary>Reads a snapshot of whatever cluster.</summary>
    /// <exception cref="CorruptStoreException">The snapshot is damaged.</exception>
    /// <exception cref="StoreFormatException">Another build wrote it.</exception>
    public StatePoint Read()
    {
        try
        {
            return ReadAll();
        }
        catch (InvalidDataException exception)
        {
            throw Damaged(exception.Message);
        }
    }

    private StatePoint ReadAll()
    {
        var bytes = new byte[SnapshotFormat.HeaderBytes];
        _ = file.Read(bytes, 0);
        if (SnapshotFormat.IsOfFormat3(bytes))
        {
            throw new StoreFormatException(path, SnapshotFormat.Format - 1, SnapshotFormat.Format);
        }

        var header = SnapshotFormat.ReadHeader(bytes, out _checksum)
            ?? throw Damaged("the header of the snapshot is damaged");
        Cluster = header.Cluster;
        _position = bytes.Length;
        var roster = Roster.Read(ReadBlock());
        if (header.Count < 0 || header.Count > file.Length / KeyBytesMin
            || header.LeaseCount < 0 || header.LeaseCount > file.Length / LeaseBytesMin)
        {
            throw Damaged($"the snapshot is too short for {header.Count} keys and {header.LeaseCount} leases");
        }

        var items = new List<KeyValue>((int)header.Count);
        var leases = new List<(LeaseId Id, long TtlSeconds)>((int)header.LeaseCount);
        while (ReadBlock() is { Length: > 0 } block)
        {
            ReadParts(block, header, items, leases);
        }

        if (items.Count != header.Count || leases.Count != header.LeaseCount)
        {
            throw Damaged($"the snapshot has {items.Count} keys and {leases.Count} leases, not {header.Count} and {header.LeaseCount} as it says");
        }

        Check(items, leases);
        var state = MvccState.Restore(
            header.Revision, header.Compacted, CollectionsMarshal.AsSpan(items), leases, header.LeaseChanges);
        return new StatePoint(header.Index, header.Term, roster, state);
    }

    /// <summary>The keys are in order, each once, and so are the leases there that they name.</summary>
    private void Check(List<KeyValue> items, List<(LeaseId Id, long TtlSeconds)> leases)
    {
        var known = new HashSet<LeaseId>(leases.Count);
        if (leases.Exists(lease => lease.Id.IsNone || !known.Add(lease.Id)))
        {
            throw Damaged("a lease of the snapshot is there twice, or has no id");
        }

        for (var position = 0; position < items.Count; position++)
        {
            var item = items[position];
            if (position > 0 && items[position - 1].Key.CompareTo(item.Key) >= 0)
            {
                throw Damaged("the keys of the snapshot are not in order");
            }

            if (!item.Lease.IsNone && !known.Contains(item.Lease))
            {
                throw Damaged("a key of the snapshot has a lease that is not there");
            }
        }
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
