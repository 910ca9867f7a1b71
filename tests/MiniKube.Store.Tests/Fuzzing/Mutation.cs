using System.Buffers.Binary;
using MiniKube.Store.Tests.Disks;

namespace MiniKube.Store.Tests.Fuzzing;

/// <summary>One way in which a disk, or somebody at it, spoils a store's files. The newest log file is never taken away: nothing would tell.</summary>
internal sealed class Mutation(SimulatedDisk disk, SimulatedDisk other, string newestLog, Random random)
{
    private const int BlockBytes = 64;

    private static readonly int[] AbsurdLengths = [int.MaxValue, int.MinValue, -1, int.MaxValue - 63, 1 << 30, 0];

    private readonly List<string> _names = [.. disk.List().Where(name => name != "LOCK").Order()];

    /// <summary>What was done, for whoever reads of a failure.</summary>
    public string Apply()
    {
        var name = _names[random.Next(_names.Count)];
        var kind = random.Next(12);
        switch (kind)
        {
            case 0 or 1:
                Bytes(name)[Place(name)] ^= (byte)(1 << random.Next(8));
                break;
            case 2 or 3:
                Range(name).Clear();
                break;
            case 4:
                random.NextBytes(Range(name));
                break;
            case 5:
                disk[name].Bytes = Bytes(name)[..Place(name)];
                break;
            case 6:
                Move(Bytes(name), isSwap: false);
                break;
            case 7:
                Move(Bytes(name), isSwap: true);
                break;
            case 8:
                BinaryPrimitives.WriteInt32LittleEndian(
                    Bytes(name).AsSpan(Place(name) / sizeof(int) * sizeof(int)), AbsurdLengths[random.Next(AbsurdLengths.Length)]);
                break;
            default:
                ChangeFiles(kind, name);
                break;
        }

        return $"kind {kind} of {name}";
    }

    private byte[] Bytes(string name) => disk[name].Bytes;

    /// <summary>A place within what is written.</summary>
    private int Place(string name) => random.Next(Math.Max(1, Bytes(name).AsSpan().LastIndexOfAnyExcept((byte)0)));

    private Span<byte> Range(string name)
    {
        var start = Place(name);
        return Bytes(name).AsSpan(start, Math.Min(1 + random.Next(3000), Bytes(name).Length - start));
    }

    private void Move(byte[] bytes, bool isSwap)
    {
        var length = BlockBytes * (1 + random.Next(64));
        if (bytes.Length < 2 * length)
        {
            return;
        }

        var from = random.Next((bytes.Length - length) / BlockBytes) * BlockBytes;
        var to = random.Next((bytes.Length - length) / BlockBytes) * BlockBytes;
        var moved = bytes.AsSpan(from, length).ToArray();
        if (isSwap)
        {
            bytes.AsSpan(to, length).ToArray().CopyTo(bytes.AsSpan(from));
        }

        moved.CopyTo(bytes.AsSpan(to));
    }

    private void ChangeFiles(int kind, string name)
    {
        var second = _names[random.Next(_names.Count)];
        switch (kind)
        {
            case 9:
                (disk[name].Bytes, disk[second].Bytes) = (disk[second].Bytes, disk[name].Bytes);
                break;
            case 10 when name != newestLog:
                disk.Delete(name);
                break;
            case 10:
                disk.Rename(name, $"{random.Next(1, 100):x16}.log");
                break;
            case 11 when name.EndsWith(".log", StringComparison.Ordinal):
                var foreign = other.List().Where(file => file.EndsWith(".log", StringComparison.Ordinal)).ToList();
                disk[name].Bytes = other[foreign[random.Next(foreign.Count)]].Bytes.ToArray();
                break;
            default:
                disk.Rename(name, $"{random.Next(1, 100):x16}.snap");
                break;
        }
    }
}
