using MiniKube.Mvcc;

namespace MiniKube.Etcd.Payloads;

/// <summary>Keys with their values, and events, straight from the tree: no objects between, and each byte copied once.</summary>
internal static class KeyValueEncoding
{
    public static int Size(KeyValue item) =>
        ProtoSize.Bytes(item.Key.Bytes.Length)
        + ProtoSize.Number(item.CreateRevision.Value)
        + ProtoSize.Number(item.ModRevision.Value)
        + ProtoSize.Number(item.Version)
        + ProtoSize.Bytes(item.Value.Length)
        + ProtoSize.Number(item.Lease.Value);

    public static void Write(ProtoWriter writer, int field, KeyValue item)
    {
        writer.Begin(field, Size(item));
        writer.Bytes(1, item.Key.Bytes.Span);
        writer.Number(2, item.CreateRevision.Value);
        writer.Number(3, item.ModRevision.Value);
        writer.Number(4, item.Version);
        writer.Bytes(5, item.Value.Span);
        writer.Number(6, item.Lease.Value);
    }

    public static int Size(KeyEvent change, bool withPrevious) =>
        ProtoSize.Flag(change.Current is null)
        + ProtoSize.Message(change.Current is { } current ? Size(current) : TombstoneSize(change))
        + (withPrevious && change.Previous is { } previous ? ProtoSize.Message(Size(previous)) : 0);

    public static void Write(ProtoWriter writer, int field, KeyEvent change, bool withPrevious)
    {
        writer.Begin(field, Size(change, withPrevious));
        writer.Flag(1, change.Current is null);
        if (change.Current is { } current)
        {
            Write(writer, 2, current);
        }
        else
        {
            writer.Begin(2, TombstoneSize(change));
            writer.Bytes(1, change.Key.Bytes.Span);
            writer.Number(3, change.At.Value);
        }

        if (withPrevious && change.Previous is { } previous)
        {
            Write(writer, 3, previous);
        }
    }

    private static int TombstoneSize(KeyEvent change) =>
        ProtoSize.Bytes(change.Key.Bytes.Length) + ProtoSize.Number(change.At.Value);
}
