using System.Buffers.Binary;

namespace MiniKube.Schema.Protobuf;

/// <summary>
/// Writes protobuf fields one after the other into a buffer that it keeps. The length of a message stands before it and is known only after
/// it: one byte is left free, and a long message moves up by what its length needs more.
/// </summary>
internal sealed class WireWriter
{
    private const int Varint = 0;
    private const int Fixed64 = 1;
    private const int LengthDelimited = 2;
    private const int VarintBytesMax = 10;
    private const int BytesMin = 512;

    private byte[] _bytes = [];
    private int _length;

    public int Length => _length;

    public ReadOnlySpan<byte> Written => _bytes.AsSpan(0, _length);

    public void Clear() => _length = 0;

    /// <summary>Starts a field that holds bytes; what is written next belongs to it, up to <see cref="End"/>.</summary>
    /// <returns>What <see cref="End"/> has to be given.</returns>
    public int Begin(int field)
    {
        Tag(field, LengthDelimited);
        Ensure(1);
        return ++_length;
    }

    public void End(int start)
    {
        var length = (ulong)(_length - start);
        var more = VarintLength(length) - 1;
        if (more > 0)
        {
            Ensure(more);
            _bytes.AsSpan(start, _length - start).CopyTo(_bytes.AsSpan(start + more));
            _length += more;
        }

        _ = WriteVarint(_bytes.AsSpan(start - 1), length);
    }

    public void Number(int field, long value)
    {
        Tag(field, Varint);
        Append((ulong)value);
    }

    public void Double(int field, double value)
    {
        Tag(field, Fixed64);
        Ensure(sizeof(double));
        BinaryPrimitives.WriteDoubleLittleEndian(_bytes.AsSpan(_length), value);
        _length += sizeof(double);
    }

    public void Bytes(int field, ReadOnlySpan<byte> value)
    {
        Tag(field, LengthDelimited);
        Append((ulong)value.Length);
        value.CopyTo(Reserve(value.Length));
        _length += value.Length;
    }

    /// <summary>Room for so many bytes after what is written; <see cref="Advance"/> says how many were used.</summary>
    public Span<byte> Reserve(int bytes)
    {
        Ensure(bytes);
        return _bytes.AsSpan(_length);
    }

    public void Advance(int bytes) => _length += bytes;

    public static int VarintLength(ulong value) => value == 0 ? 1 : (70 - System.Numerics.BitOperations.LeadingZeroCount(value)) / 7;

    /// <returns>How many bytes were written.</returns>
    public static int WriteVarint(Span<byte> to, ulong value)
    {
        var length = 0;
        for (; value >= 0x80; value >>= 7)
        {
            to[length++] = (byte)(value | 0x80);
        }

        to[length++] = (byte)value;
        return length;
    }

    private void Tag(int field, int wireType) => Append(((ulong)field << 3) | (uint)wireType);

    private void Append(ulong value)
    {
        Ensure(VarintBytesMax);
        _length += WriteVarint(_bytes.AsSpan(_length), value);
    }

    private void Ensure(int more)
    {
        if (_bytes.Length - _length < more)
        {
            Array.Resize(ref _bytes, Math.Max(Math.Max(_bytes.Length * 2, BytesMin), _length + more));
        }
    }
}
