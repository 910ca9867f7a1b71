using System.Buffers;

namespace MiniKube.Store.Commands;

/// <summary>The parts that commands and snapshots are written of: numbers of seven bits a byte, least significant first, and bytes after their number.</summary>
internal static class Encoding
{
    private const int NumberBytesMax = 10;

    public static void WriteKind(this IBufferWriter<byte> writer, CommandKind kind) => writer.WriteNumber((long)kind);

    public static void WriteNumber(this IBufferWriter<byte> writer, long number)
    {
        var span = writer.GetSpan(NumberBytesMax);
        var rest = (ulong)number;
        var length = 0;
        while (rest >= 0x80)
        {
            span[length++] = (byte)(rest | 0x80);
            rest >>= 7;
        }

        span[length++] = (byte)rest;
        writer.Advance(length);
    }

    public static void WriteBytes(this IBufferWriter<byte> writer, ReadOnlySpan<byte> bytes)
    {
        writer.WriteNumber(bytes.Length);
        writer.Write(bytes);
    }
}
