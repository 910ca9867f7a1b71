using System.Buffers;

namespace MiniKube.Etcd.Payloads;

/// <summary>Writes the fields of messages. What has its default is left out, as the protocol has it.</summary>
internal readonly ref struct ProtoWriter(IBufferWriter<byte> output)
{
    private const int NumberType = 0;
    private const int BytesType = 2;
    private const int VarintBytesMax = 10;

    public void Number(int field, ulong number)
    {
        if (number != 0)
        {
            Tag(field, NumberType);
            Varint(number);
        }
    }

    public void Number(int field, long number) => Number(field, (ulong)number);

    public void Flag(int field, bool isSet) => Number(field, isSet ? 1UL : 0);

    public void Bytes(int field, ReadOnlySpan<byte> bytes)
    {
        if (!bytes.IsEmpty)
        {
            Begin(field, bytes.Length);
            output.Write(bytes);
        }
    }

    /// <summary>Fields that are written already.</summary>
    public void Raw(ReadOnlySpan<byte> fields) => output.Write(fields);

    /// <summary>The beginning of a part of so many bytes, which are to follow.</summary>
    public void Begin(int field, int length)
    {
        Tag(field, BytesType);
        Varint((ulong)length);
    }

    private void Tag(int field, int type)
    {
        output.GetSpan(1)[0] = (byte)((field << 3) | type);
        output.Advance(1);
    }

    private void Varint(ulong number)
    {
        var span = output.GetSpan(VarintBytesMax);
        var length = 0;
        while (number >= 0x80)
        {
            span[length++] = (byte)(number | 0x80);
            number >>= 7;
        }

        span[length++] = (byte)number;
        output.Advance(length);
    }
}
