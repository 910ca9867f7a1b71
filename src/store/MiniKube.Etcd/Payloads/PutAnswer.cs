using Grpc.Core;
using MiniKube.Mvcc;

namespace MiniKube.Etcd.Payloads;

/// <summary>What a put has done, to be written without message objects.</summary>
/// <param name="Header">When.</param>
/// <param name="Previous">What was there, where the client asked for it.</param>
internal sealed record PutAnswer(HeaderEncoding Header, KeyValue? Previous)
{
    /// <summary>For sending only.</summary>
    public static readonly Marshaller<PutAnswer> Marshaller = new(
        static (answer, context) => answer.Write(context), static _ => throw new NotSupportedException("answers are not read here"));

    private int Size => ProtoSize.Message(Header.Size) + (Previous is { } previous ? ProtoSize.Message(KeyValueEncoding.Size(previous)) : 0);

    private void Write(SerializationContext context)
    {
        context.SetPayloadLength(Size);
        var writer = new ProtoWriter(context.GetBufferWriter());
        Header.Write(writer);
        if (Previous is { } previous)
        {
            KeyValueEncoding.Write(writer, 2, previous);
        }

        context.Complete();
    }
}
