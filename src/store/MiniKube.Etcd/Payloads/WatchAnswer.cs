using System.Collections.Immutable;
using Grpc.Core;
using MiniKube.Mvcc;

namespace MiniKube.Etcd.Payloads;

/// <summary>An answer on a stream of watches, to be written as the events lie in the history.</summary>
internal sealed record WatchAnswer
{
    /// <summary>For sending only.</summary>
    public static readonly Marshaller<WatchAnswer> Marshaller = new(
        static (answer, context) => answer.Write(context), static _ => throw new NotSupportedException("answers are not read here"));

    public required HeaderEncoding Header { get; init; }

    public required long WatchId { get; init; }

    public bool IsCreated { get; init; }

    public bool IsCanceled { get; init; }

    public Revision CompactRevision { get; init; }

    public string CancelReason { get; init; } = string.Empty;

    /// <summary>More of the same revision follows.</summary>
    public bool IsFragment { get; init; }

    public ImmutableArray<KeyEvent> Events { get; init; } = [];

    /// <summary>The events as they are to be written, when another watch has needed that too; null: not yet.</summary>
    public byte[]? EncodedEvents { get; init; }

    /// <summary>Events tell what was before.</summary>
    public bool WithPrevious { get; init; }

    private int Size
    {
        get
        {
            var size = ProtoSize.Message(Header.Size)
                + ProtoSize.Number(WatchId)
                + ProtoSize.Flag(IsCreated)
                + ProtoSize.Flag(IsCanceled)
                + ProtoSize.Number(CompactRevision.Value)
                + ProtoSize.Bytes(System.Text.Encoding.UTF8.GetByteCount(CancelReason))
                + ProtoSize.Flag(IsFragment);
            return size + (EncodedEvents?.Length ?? Payloads.EncodedEvents.Size(Events, WithPrevious));
        }
    }

    private void Write(SerializationContext context)
    {
        context.SetPayloadLength(Size);
        var writer = new ProtoWriter(context.GetBufferWriter());
        Header.Write(writer);
        writer.Number(2, WatchId);
        writer.Flag(3, IsCreated);
        writer.Flag(4, IsCanceled);
        writer.Number(5, CompactRevision.Value);
        writer.Bytes(6, CancelReason.Length == 0 ? [] : System.Text.Encoding.UTF8.GetBytes(CancelReason));
        writer.Flag(7, IsFragment);
        if (EncodedEvents is { } encoded)
        {
            writer.Raw(encoded);
        }
        else
        {
            Payloads.EncodedEvents.Write(writer, Events, WithPrevious);
        }

        context.Complete();
    }
}
