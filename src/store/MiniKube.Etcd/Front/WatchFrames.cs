using MiniKube.Etcd.Words;
using MiniKube.Mvcc;
using MiniKube.Store;
using Wire = MiniKube.Etcd.Protocol;

namespace MiniKube.Etcd.Front;

/// <summary>Cuts batches of changes into answers of a bearable size, between revisions; within one only where the client can put that together.</summary>
internal sealed class WatchFrames(Wire.WatchCreateRequest request)
{
    /// <summary>An answer ends with the event that reaches so many bytes. Clients of old take four megabytes.</summary>
    private const int FrameBytes = 1 << 20;

    private readonly bool _withoutPuts = request.Filters.Contains(Wire.WatchCreateRequest.Types.FilterType.Noput);
    private readonly bool _withoutDeletes = request.Filters.Contains(Wire.WatchCreateRequest.Types.FilterType.Nodelete);

    public IEnumerable<Wire.WatchResponse> Of(WatchBatch batch)
    {
        Wire.WatchResponse? frame = null;
        long bytes = 0;
        var last = Revision.Zero;
        foreach (var change in batch.Events)
        {
            if (change.Type == KeyEventType.Put ? _withoutPuts : _withoutDeletes)
            {
                continue;
            }

            var isSplit = change.At == last;
            if (frame is not null && bytes >= FrameBytes && (!isSplit || request.Fragment))
            {
                frame.Fragment = isSplit;
                yield return frame;
                frame = null;
                bytes = 0;
            }

            frame ??= new Wire.WatchResponse();
            frame.Events.Add(KeyValues.Write(change, request.PrevKv));
            bytes += Length(change.Current) + (request.PrevKv ? Length(change.Previous) : 0);
            last = change.At;
        }

        if (frame is not null)
        {
            yield return frame;
        }
    }

    private static long Length(KeyValue? item) => item is null ? 0 : item.Key.Bytes.Length + item.Value.Length;
}
