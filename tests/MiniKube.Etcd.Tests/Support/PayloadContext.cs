using System.Buffers;
using Grpc.Core;

namespace MiniKube.Etcd.Tests.Support;

/// <summary>Takes what a marshaller writes, and holds it against the length that it has promised.</summary>
internal sealed class PayloadContext : SerializationContext
{
    private readonly ArrayBufferWriter<byte> _payload = new();
    private int _promised;

    public static byte[] Of<T>(Marshaller<T> marshaller, T message)
    {
        var context = new PayloadContext();
        marshaller.ContextualSerializer(message, context);
        context._payload.WrittenCount.Should().Be(context._promised);
        return context._payload.WrittenSpan.ToArray();
    }

    public override void SetPayloadLength(int payloadLength) => _promised = payloadLength;

    public override IBufferWriter<byte> GetBufferWriter() => _payload;

    public override void Complete(byte[] payload) => throw new NotSupportedException("payloads are written, not handed over");

    public override void Complete()
    {
        // All of it is here.
    }
}
