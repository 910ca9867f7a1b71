using System.Numerics;
using System.Runtime.InteropServices;
using MiniKube.Raft;

namespace MiniKube.Store.Logs;

/// <summary>
/// A sector of zeros means that it was never written. So that none is ever written, a frame whose entries would make one, or nearly one, is
/// laid over with a mask: eight bytes, repeated, by exclusive or. Most frames need none.
/// </summary>
internal static class FrameMask
{
    /// <summary>Of those that are set in each whole sector at least: so many must rot until it looks as if it had never been written.</summary>
    private const int BitsMin = 32;

    private const int WordsPerSector = Segment.SectorBytes / sizeof(ulong);

    /// <summary>A mask that leaves no whole sector without bits enough; 0: none is needed.</summary>
    /// <param name="payload">The entries.</param>
    /// <param name="offset">Where in the segment they begin; a multiple of eight.</param>
    /// <param name="salt">The segment's, so that nobody who writes a value can know the mask.</param>
    public static ulong Choose(ReadOnlySpan<byte> payload, int offset, ulong salt)
    {
        var sectors = WholeSectors(payload, offset);

        // Two masks differ in a bit at least, repeated in each word: one sector can be nearly zero under one of them only.
        for (var attempt = 0; attempt <= (sectors.Length / WordsPerSector) + 1; attempt++)
        {
            var mask = attempt == 0 ? 0 : Mix(salt + (ulong)attempt);
            if (IsDense(sectors, mask))
            {
                return mask;
            }
        }

        throw new RaftInvariantException("no mask fits a frame, though there are more masks than sectors");
    }

    /// <summary>Lays the mask over the entries, or takes it off again.</summary>
    public static void Apply(Span<byte> payload, ulong mask)
    {
        if (mask == 0)
        {
            return;
        }

        var words = MemoryMarshal.Cast<byte, ulong>(payload);
        for (var position = 0; position < words.Length; position++)
        {
            words[position] ^= mask;
        }

        for (var position = words.Length * sizeof(ulong); position < payload.Length; position++)
        {
            payload[position] ^= (byte)(mask >> (position % sizeof(ulong) * 8));
        }
    }

    private static ReadOnlySpan<ulong> WholeSectors(ReadOnlySpan<byte> payload, int offset)
    {
        var before = (Segment.SectorBytes - (offset % Segment.SectorBytes)) % Segment.SectorBytes;
        var length = Math.Max(0, payload.Length - before) / Segment.SectorBytes * Segment.SectorBytes;
        return length == 0 ? [] : MemoryMarshal.Cast<byte, ulong>(payload.Slice(before, length));
    }

    private static bool IsDense(ReadOnlySpan<ulong> sectors, ulong mask)
    {
        for (; !sectors.IsEmpty; sectors = sectors[WordsPerSector..])
        {
            var bits = 0;
            for (var word = 0; word < WordsPerSector && bits < BitsMin; word++)
            {
                bits += BitOperations.PopCount(sectors[word] ^ mask);
            }

            if (bits < BitsMin)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>One number for each number (the finalizer of SplitMix64): masks do not repeat.</summary>
    private static ulong Mix(ulong value)
    {
        value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
        value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
        return value ^ (value >> 31);
    }
}
