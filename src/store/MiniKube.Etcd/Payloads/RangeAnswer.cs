using System.Collections.Immutable;
using Grpc.Core;
using MiniKube.Mvcc;

namespace MiniKube.Etcd.Payloads;

/// <summary>What a range has found, to be written as it lies in the tree.</summary>
internal sealed record RangeAnswer(HeaderEncoding Header, ImmutableArray<KeyValue> Items, long Count, bool IsCutOff)
{
    /// <summary>For sending only.</summary>
    public static readonly Marshaller<RangeAnswer> Marshaller = new(
        static (answer, context) => answer.Write(context), static _ => throw new NotSupportedException("answers are not read here"));

    private int Size
    {
        get
        {
            var size = ProtoSize.Message(Header.Size) + ProtoSize.Flag(IsCutOff) + ProtoSize.Number(Count);
            foreach (var item in Items)
            {
                size += ProtoSize.Message(KeyValueEncoding.Size(item));
            }

            return size;
        }
    }

    private void Write(SerializationContext context)
    {
        context.SetPayloadLength(Size);
        var writer = new ProtoWriter(context.GetBufferWriter());
        Header.Write(writer);
        foreach (var item in Items)
        {
            KeyValueEncoding.Write(writer, 2, item);
        }

        writer.Flag(3, IsCutOff);
        writer.Number(4, Count);
        context.Complete();
    }
}
