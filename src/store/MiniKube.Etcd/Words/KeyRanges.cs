using Google.Protobuf;
using MiniKube.Mvcc;

namespace MiniKube.Etcd.Words;

/// <summary>Ranges as etcd says them: no end is one key, an end of a zero byte is no end, and no key is empty.</summary>
internal static class KeyRanges
{
    private static readonly ByteString Zero = ByteString.CopyFrom(0);

    /// <summary>Behind every range that is empty in any case.</summary>
    private static readonly ByteString One = ByteString.CopyFrom(1);

    public static KeyRange Read(ByteString key, ByteString rangeEnd)
    {
        var start = new Key(key.Memory);
        return rangeEnd.IsEmpty ? KeyRange.Single(start)
            : IsZero(rangeEnd.Span) ? new KeyRange(start, default)
            : new KeyRange(start, new Key(rangeEnd.Memory));
    }

    public static (ByteString Key, ByteString RangeEnd) Write(KeyRange range)
    {
        var start = range.Start.Bytes;
        var end = range.End.Bytes;
        if (IsZero(end.Span))
        {
            // Nothing sorts before the zero byte but the empty key, which there is not; said outright, it would mean everything.
            return (One, Zero.Concat(Zero));
        }

        var key = start.IsEmpty ? Zero : UnsafeByteOperations.UnsafeWrap(start);
        if (end.IsEmpty)
        {
            return (key, Zero);
        }

        var isSingle = end.Length == start.Length + 1 && end.Span[^1] == 0 && end.Span.StartsWith(start.Span);
        return (key, isSingle ? ByteString.Empty : UnsafeByteOperations.UnsafeWrap(end));
    }

    private static bool IsZero(ReadOnlySpan<byte> bytes) => bytes is [0];

    private static ByteString Concat(this ByteString left, ByteString right) => ByteString.CopyFrom([.. left.Span, .. right.Span]);
}
