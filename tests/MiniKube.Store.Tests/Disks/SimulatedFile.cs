using MiniKube.Store.Disks;

namespace MiniKube.Store.Tests.Disks;

/// <summary>A file of a <see cref="SimulatedDisk"/>.</summary>
internal sealed class SimulatedFile(SimulatedDisk disk, byte[] bytes) : IDiskFile
{
    private const int SectorBytes = 512;

    private readonly Lock _gate = new();
    private readonly SortedSet<int> _unsynced = [];
    private byte[] _durable = bytes.ToArray();

    public SimulatedFile(SimulatedDisk disk, long length)
        : this(disk, new byte[length])
    {
    }

    /// <summary>What a reader sees.</summary>
    public byte[] Bytes { get; set; } = bytes;

    /// <summary>Its name has been deleted: a real disk frees it little by little, whoever reads it still.</summary>
    public bool IsDeleted { get; set; }

    public long Length => Bytes.Length;

    public int Read(Span<byte> destination, long offset)
    {
        if (IsDeleted)
        {
            throw new InvalidOperationException("a file is read that has been deleted");
        }

        lock (_gate)
        {
            var length = (int)Math.Clamp(Bytes.Length - offset, 0, destination.Length);
            Bytes.AsSpan((int)Math.Min(offset, Bytes.Length), length).CopyTo(destination);
            return length;
        }
    }

    public void Write(ReadOnlySpan<byte> bytes, long offset)
    {
        var written = bytes.ToArray();
        try
        {
            disk.Change("write", () => Put(written, (int)offset));
        }
        catch (IOException)
        {
            // A write that fails may have come some way.
            Put(written.AsSpan(0, written.Length / 2), (int)offset);
            throw;
        }
    }

    public void Sync() => disk.Change("sync", () =>
    {
        lock (_gate)
        {
            _durable = Bytes.ToArray();
            _unsynced.Clear();
        }
    });

    /// <summary>What is left after the power was cut: of each sector not yet synced, the old bytes or the new.</summary>
    public byte[] Crashed(Random random)
    {
        lock (_gate)
        {
            var left = _durable.ToArray();
            Array.Resize(ref left, Math.Max(left.Length, random.Next(2) == 0 ? left.Length : Bytes.Length));
            foreach (var sector in _unsynced.Where(_ => random.Next(2) == 0))
            {
                var start = sector * SectorBytes;
                var length = Math.Min(SectorBytes, left.Length - start);
                if (length > 0)
                {
                    Bytes.AsSpan(start, length).CopyTo(left.AsSpan(start));
                }
            }

            return left;
        }
    }

    public void Dispose()
    {
    }

    private void Put(ReadOnlySpan<byte> written, int offset)
    {
        lock (_gate)
        {
            if (Bytes.Length < offset + written.Length)
            {
                var longer = Bytes;
                Array.Resize(ref longer, offset + written.Length);
                Bytes = longer;
            }

            written.CopyTo(Bytes.AsSpan(offset));
            for (var sector = offset / SectorBytes; sector * SectorBytes < offset + written.Length; sector++)
            {
                _unsynced.Add(sector);
            }
        }
    }
}
