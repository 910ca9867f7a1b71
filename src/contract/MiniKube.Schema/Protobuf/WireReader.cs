using System.Buffers.Binary;
using MiniKube.Schema.Decoding;

namespace MiniKube.Schema.Protobuf;

/// <summary>Reads one protobuf message, field by field, from bytes that may be anything.</summary>
internal ref struct WireReader(ReadOnlySpan<byte> message)
{
    private const int Varint = 0;
    private const int Fixed64 = 1;
    private const int LengthDelimited = 2;
    private const int Fixed32 = 5;

    private ReadOnlySpan<byte> _rest = message;
    private int _wireType;

    /// <summary>The number of the field that stands next.</summary>
    public int Field { get; private set; }

    /// <summary>True when the field holds bytes: a string, a message, a packed list.</summary>
    public readonly bool IsBytes => _wireType == LengthDelimited;

    /// <summary>Goes to the next field; false at the end.</summary>
    public bool Next()
    {
        if (_rest.IsEmpty)
        {
            return false;
        }

        var tag = ReadVarint();
        _wireType = (int)(tag & 7);
        Field = tag >> 3 is > 0 and <= int.MaxValue and var field ? (int)field : throw Broken();
        return true;
    }

    /// <summary>The value of a number, or of a boolean.</summary>
    public long ReadNumber() => _wireType == Varint ? (long)ReadVarint() : throw Broken();

    /// <summary>A varint without a tag: an item of a packed list.</summary>
    public long ReadPackedNumber() => (long)ReadVarint();

    public readonly bool IsAtEnd => _rest.IsEmpty;

    public double ReadDouble() =>
        _wireType == Fixed64 ? BitConverter.Int64BitsToDouble(BinaryPrimitives.ReadInt64LittleEndian(Take(sizeof(long)))) : throw Broken();

    public ReadOnlySpan<byte> ReadBytes() => _wireType == LengthDelimited ? Take(ReadVarint()) : throw Broken();

    public void Skip() => _ = _wireType switch
    {
        Varint => ReadVarint(),
        Fixed64 => (ulong)Take(sizeof(long)).Length,
        LengthDelimited => (ulong)Take(ReadVarint()).Length,
        Fixed32 => (ulong)Take(sizeof(int)).Length,
        _ => throw Broken(),
    };

    public static DecodeException Broken() => new("the body is not a well-formed protobuf message");

    private ReadOnlySpan<byte> Take(ulong length)
    {
        if (length > (ulong)_rest.Length)
        {
            throw Broken();
        }

        var taken = _rest[..(int)length];
        _rest = _rest[(int)length..];
        return taken;
    }

    private ulong ReadVarint()
    {
        var value = 0UL;
        for (var at = 0; at < _rest.Length && at < 10; at++)
        {
            value |= (ulong)(_rest[at] & 0x7F) << (7 * at);
            if (_rest[at] < 0x80)
            {
                _rest = _rest[(at + 1)..];
                return value;
            }
        }

        throw Broken();
    }
}
