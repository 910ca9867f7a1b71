using System.Buffers;
using System.Collections.Immutable;
using System.Runtime.InteropServices;
using MiniKube.Mvcc;

namespace MiniKube.Etcd.Payloads;

/// <summary>
/// The events of one revision as they stand in an answer, for all the watches that send them. Written down when a second watch asks for them,
/// so that a change that one watch sees costs nothing more.
/// </summary>
internal sealed class EncodedEvents
{
    /// <summary>What is larger is copied by each watch: the copy would cost more memory than it saves time.</summary>
    private const int BytesMax = 64 << 10;

    /// <summary>A writer of numbers asks for more room than it uses.</summary>
    private const int SlackBytes = 16;

    private Entry? _last;
    private Entry? _lastWithPrevious;

    /// <summary>The bytes of these very events; null when they are not to be had, and each has to be written.</summary>
    public byte[]? Find(ImmutableArray<KeyEvent> events, bool withPrevious)
    {
        ref var last = ref withPrevious ? ref _lastWithPrevious : ref _last;
        var array = ImmutableCollectionsMarshal.AsArray(events);
        var known = Volatile.Read(ref last);
        if (known is null || !ReferenceEquals(known.Events, array))
        {
            Volatile.Write(ref last, new Entry(array!, null));
            return null;
        }

        if (known.Bytes is { } bytes)
        {
            return bytes;
        }

        var size = Size(events, withPrevious);
        if (size > BytesMax)
        {
            return null;
        }

        var written = new ArrayBufferWriter<byte>(size + SlackBytes);
        Write(new ProtoWriter(written), events, withPrevious);
        bytes = written.WrittenSpan.ToArray();
        Volatile.Write(ref last, new Entry(array!, bytes));
        return bytes;
    }

    public static int Size(ImmutableArray<KeyEvent> events, bool withPrevious)
    {
        var size = 0;
        foreach (var change in events)
        {
            size += ProtoSize.Message(KeyValueEncoding.Size(change, withPrevious));
        }

        return size;
    }

    public static void Write(ProtoWriter writer, ImmutableArray<KeyEvent> events, bool withPrevious)
    {
        foreach (var change in events)
        {
            KeyValueEncoding.Write(writer, 11, change, withPrevious);
        }
    }

    private sealed record Entry(KeyEvent[] Events, byte[]? Bytes);
}
