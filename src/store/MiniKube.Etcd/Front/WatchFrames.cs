using MiniKube.Mvcc;
using MiniKube.Store;
using Wire = MiniKube.Etcd.Protocol;

namespace MiniKube.Etcd.Front;

/// <summary>
/// Cuts batches of changes into frames of a bearable size, between revisions; within one only where the client can put that together.
/// A batch that is sent whole, as nearly all are, is not copied: all watches of a range share its array.
/// </summary>
internal sealed class WatchFrames(Wire.WatchCreateRequest request)
{
    /// <summary>A frame ends with the event that reaches so many bytes. Clients of old take four megabytes.</summary>
    private const int FrameBytes = 1 << 20;

    private readonly bool _withoutPuts = request.Filters.Contains(Wire.WatchCreateRequest.Types.FilterType.Noput);
    private readonly bool _withoutDeletes = request.Filters.Contains(Wire.WatchCreateRequest.Types.FilterType.Nodelete);

    /// <summary>Nothing is left out.</summary>
    public bool TakesAll => !_withoutPuts && !_withoutDeletes;

    public IEnumerable<WatchFrame> Of(WatchBatch batch)
    {
        var events = _withoutPuts || _withoutDeletes ? batch.Events.RemoveAll(IsLeftOut) : batch.Events;
        var start = 0;
        long bytes = 0;
        for (var position = 0; position < events.Length; position++)
        {
            var isSplit = position > start && events[position].At == events[position - 1].At;
            if (bytes >= FrameBytes && (!isSplit || request.Fragment))
            {
                yield return new WatchFrame(events[start..position], isSplit);
                start = position;
                bytes = 0;
            }

            bytes += Length(events[position]);
        }

        if (start < events.Length)
        {
            yield return new WatchFrame(start == 0 ? events : events[start..], IsFragment: false);
        }
    }

    private bool IsLeftOut(KeyEvent change) => change.Type == KeyEventType.Put ? _withoutPuts : _withoutDeletes;

    private long Length(KeyEvent change) =>
        change.Key.Bytes.Length + (change.Current?.Value.Length ?? 0) + (request.PrevKv ? change.Previous?.Value.Length ?? 0 : 0);
}
