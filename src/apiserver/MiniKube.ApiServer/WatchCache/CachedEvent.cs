using System.Buffers;
using System.Collections.Immutable;
using MiniKube.ApiServer.Storage;
using MiniKube.Mvcc;

namespace MiniKube.ApiServer.WatchCache;

/// <summary>A change of an object, with what selectors look at read once for all watchers.</summary>
internal sealed class CachedEvent
{
    private readonly StoredObject? _current;
    private readonly StoredObject? _previous;
    private readonly Lock _encoding = new();
    private ImmutableArray<SelectableField> _fields;
    private ObjectAttributes? _currentAttributes;
    private ObjectAttributes? _previousAttributes;
    private List<(object Form, bool IsDeleted, byte[] Bytes)>? _encoded;

    public CachedEvent(KeyEvent change)
    {
        Key = change.Key;
        Bytes = (change.Current?.Value.Length ?? 0) + (change.Previous?.Value.Length ?? 0);
        At = change.At;
        _current = change.Current is null ? null : new StoredObject(change.Current);
        _previous = change.Previous is null ? null : new StoredObject(change.Previous).At(change.At);
    }

    public Key Key { get; }

    public Revision At { get; }

    /// <summary>How large the objects are that this keeps in memory.</summary>
    public long Bytes { get; }

    /// <summary>
    /// What this change is for a watcher: an object that starts to match is added, one that stops is deleted in its last matching state.
    /// Null when the watcher does not care. Called under the owner's lock.
    /// </summary>
    public WatchItem? For(KeyRange range, ObjectSelector selector, ImmutableArray<SelectableField> fields)
    {
        if (!range.Contains(Key))
        {
            return null;
        }

        if (!selector.IsEverything)
        {
            ReadAttributes(fields);
        }

        var matches = _current is not null && (selector.IsEverything || selector.Matches(_currentAttributes!));
        var matched = _previous is not null && (selector.IsEverything || selector.Matches(_previousAttributes!));
        return (matches, matched) switch
        {
            (true, false) => new WatchItem(WatchEventType.Added, _current!.Value, At) { Source = this },
            (true, true) => new WatchItem(WatchEventType.Modified, _current!.Value, At) { Source = this },
            (false, true) => new WatchItem(WatchEventType.Deleted, _previous!.Value, At) { Source = this },
            _ => null,
        };
    }

    /// <summary>The object of an event in some form, made for the first watcher that asks and kept for the others.</summary>
    /// <param name="form">Names the form; equal for equal bytes.</param>
    /// <param name="item">An event of this change.</param>
    /// <param name="write">Writes the object in that form.</param>
    public ReadOnlyMemory<byte> Encoded(object form, WatchItem item, Action<StoredObject, IBufferWriter<byte>> write)
    {
        var isDeleted = item.Type == WatchEventType.Deleted;
        lock (_encoding)
        {
            foreach (var known in _encoded ?? [])
            {
                if (known.IsDeleted == isDeleted && known.Form.Equals(form))
                {
                    return known.Bytes;
                }
            }

            var buffer = new ArrayBufferWriter<byte>(item.Object.Value.Length);
            write(item.Object, buffer);
            var bytes = buffer.WrittenSpan.ToArray();
            (_encoded ??= []).Add((form, isDeleted, bytes));
            return bytes;
        }
    }

    /// <summary>Two resources may share their objects and name fields differently; then the last reading is kept.</summary>
    private void ReadAttributes(ImmutableArray<SelectableField> fields)
    {
        if (!_fields.IsDefault && _fields == fields)
        {
            return;
        }

        _fields = fields;
        _currentAttributes = _current is { } current ? ObjectAttributes.Read(current, fields) : null;
        _previousAttributes = _previous is { } previous ? ObjectAttributes.Read(previous, fields) : null;
    }
}
