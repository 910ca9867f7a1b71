using Google.Protobuf;
using MiniKube.Mvcc;
using Wire = MiniKube.Etcd.Protocol;

namespace MiniKube.Etcd.Words;

/// <summary>Keys with their values, and what happened to them. Bytes are shared, never copied: on both sides they do not change.</summary>
internal static class KeyValues
{
    public static Wire.KeyValue Write(KeyValue item) => new()
    {
        Key = UnsafeByteOperations.UnsafeWrap(item.Key.Bytes),
        Value = UnsafeByteOperations.UnsafeWrap(item.Value),
        CreateRevision = item.CreateRevision.Value,
        ModRevision = item.ModRevision.Value,
        Version = item.Version,
        Lease = item.Lease.Value,
    };

    public static KeyValue Read(Wire.KeyValue item) => new(
        new Key(item.Key.Memory),
        item.Value.Memory,
        new Revision(item.CreateRevision),
        new Revision(item.ModRevision),
        item.Version,
        new LeaseId(item.Lease));

    public static KeyEvent Read(Wire.Event change)
    {
        var isPut = change.Type == Wire.Event.Types.EventType.Put;
        return new KeyEvent(
            isPut ? KeyEventType.Put : KeyEventType.Delete,
            new Key(change.Kv.Key.Memory),
            new Revision(change.Kv.ModRevision),
            isPut ? Read(change.Kv) : null,
            change.PrevKv is { } previous ? Read(previous) : null);
    }
}
