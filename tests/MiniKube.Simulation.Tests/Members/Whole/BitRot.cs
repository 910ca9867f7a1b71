using MiniKube.Store.Tests.Disks;

namespace MiniKube.Simulation.Tests.Members.Whole;

/// <summary>Turns over one bit of what a disk holds, somewhere where something is written.</summary>
internal static class BitRot
{
    public static SimulatedDisk In(SimulatedDisk disk, Random chance)
    {
        var names = disk.List().Where(name => disk[name].Bytes.AsSpan().ContainsAnyExcept((byte)0)).Order(StringComparer.Ordinal).ToList();
        if (names.Count == 0)
        {
            return disk;
        }

        var bytes = disk[names[chance.Next(names.Count)]].Bytes;
        var used = bytes.AsSpan().LastIndexOfAnyExcept((byte)0) + 1;
        bytes[chance.Next(used)] ^= (byte)(1 << chance.Next(8));
        return disk.Copy();
    }
}
