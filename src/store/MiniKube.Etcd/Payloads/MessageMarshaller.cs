using Google.Protobuf;
using Grpc.Core;

namespace MiniKube.Etcd.Payloads;

/// <summary>Reads and writes the messages that protobuf's own compiler has made classes of.</summary>
internal static class MessageMarshaller
{
    public static Marshaller<T> Of<T>(MessageParser<T> parser)
        where T : class, IMessage<T>, IBufferMessage => new(
            static (message, context) =>
            {
                context.SetPayloadLength(message.CalculateSize());
                message.WriteTo(context.GetBufferWriter());
                context.Complete();
            },
            context => parser.ParseFrom(context.PayloadAsReadOnlySequence()));
}
