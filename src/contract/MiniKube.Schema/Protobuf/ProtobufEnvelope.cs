using System.Buffers;
using System.Buffers.Binary;
using MiniKube.Api.Names;

namespace MiniKube.Schema.Protobuf;

/// <summary>
/// What stands around every object in the protobuf form of Kubernetes: four bytes, apiVersion and kind, the length of the message, the
/// message, and two empty fields. Immutable.
/// </summary>
public sealed class ProtobufEnvelope
{
    /// <summary>The field of the items in every list.</summary>
    public const int ItemsField = 2;

    private const int LengthBytesMax = 10;

    private readonly byte[] _head;

    public ProtobufEnvelope(GroupVersionKind kind)
    {
        var writer = new WireWriter();
        var typeMeta = writer.Begin(1);
        writer.Bytes(1, System.Text.Encoding.UTF8.GetBytes(kind.GroupVersion.ToString()));
        writer.Bytes(2, System.Text.Encoding.UTF8.GetBytes(kind.Kind));
        writer.End(typeMeta);
        _head = [.. ProtobufBody.Magic, .. writer.Written];
    }

    private static ReadOnlySpan<byte> RawTag => [0x12];

    /// <summary>Neither an encoding nor a type of the content is named.</summary>
    private static ReadOnlySpan<byte> Tail => [0x1A, 0x00, 0x22, 0x00];

    private static ReadOnlySpan<byte> ItemTag => [(ItemsField << 3) | 2];

    /// <summary>Writes an object.</summary>
    public void Write(ReadOnlySpan<byte> message, IBufferWriter<byte> to)
    {
        WriteKind(to);
        WriteLength(message.Length, to);
        to.Write(message);
        End(to);
    }

    /// <summary>Everything before the length: it can be sent before the message is known.</summary>
    public void WriteKind(IBufferWriter<byte> to) => to.Write(_head);

    /// <summary>What follows <see cref="WriteKind"/>; then come the bytes of the message, then <see cref="End"/>.</summary>
    public static void WriteLength(long length, IBufferWriter<byte> to)
    {
        to.Write(RawTag);
        WriteVarint((ulong)length, to);
    }

    public static void End(IBufferWriter<byte> to) => to.Write(Tail);

    /// <summary>How many bytes <see cref="WriteItem"/> makes of a message.</summary>
    public static int ItemLength(int messageLength) => ItemTag.Length + WireWriter.VarintLength((ulong)messageLength) + messageLength;

    /// <summary>Writes an item of a list.</summary>
    public static void WriteItem(ReadOnlySpan<byte> message, IBufferWriter<byte> to) => WriteField(ItemTag, message, to);

    /// <summary>Writes the metadata of a list; <see cref="ItemLength"/> tells its length too.</summary>
    public static void WriteListMetadata(ReadOnlySpan<byte> message, IBufferWriter<byte> to) => WriteField([0x0A], message, to);

    /// <summary>Writes an event of a watch as a frame of its own: four bytes of length, the event's type, the object in its envelope.</summary>
    public static void WriteEvent(ReadOnlySpan<byte> type, ReadOnlySpan<byte> envelope, IBufferWriter<byte> to)
    {
        var raw = ItemLength(envelope.Length);
        var length = 2 + type.Length + ItemLength(raw);
        BinaryPrimitives.WriteUInt32BigEndian(to.GetSpan(sizeof(uint)), (uint)length);
        to.Advance(sizeof(uint));
        WriteField([0x0A], type, to);
        to.Write(ItemTag);
        WriteVarint((ulong)raw, to);
        WriteField([0x0A], envelope, to);
    }

    private static void WriteField(ReadOnlySpan<byte> tag, ReadOnlySpan<byte> value, IBufferWriter<byte> to)
    {
        to.Write(tag);
        WriteVarint((ulong)value.Length, to);
        to.Write(value);
    }

    private static void WriteVarint(ulong value, IBufferWriter<byte> to) =>
        to.Advance(WireWriter.WriteVarint(to.GetSpan(LengthBytesMax), value));
}
