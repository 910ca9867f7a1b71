using MiniKube.Etcd.Payloads;
using MiniKube.Etcd.Words;
using MiniKube.Mvcc;
using MiniKube.Store;
using Wire = MiniKube.Etcd.Protocol;

namespace MiniKube.Etcd.Front;

/// <summary>One watch of a stream.</summary>
internal sealed class ClientWatch : IAsyncDisposable
{
    private readonly WatchStream _stream;
    private readonly Wire.WatchCreateRequest _request;
    private readonly KeyRange _range;
    private readonly Revision _from;
    private readonly WatchFrames _frames;
    private CancellationTokenSource? _ending;
    private Task _running = Task.CompletedTask;
    private long _sentUpTo;
    private int _isToNotify;

    public ClientWatch(WatchStream stream, Wire.WatchCreateRequest request, Revision now)
    {
        _stream = stream;
        _request = request;

        // No key at all is every key.
        _range = request.Key.IsEmpty && request.RangeEnd.IsEmpty ? default : KeyRanges.Read(request.Key, request.RangeEnd);
        _from = request.StartRevision > 0 ? new Revision(request.StartRevision) : now.Next;
        _sentUpTo = _from.Value - 1;
        _frames = new WatchFrames(request);
    }

    public long Id { get; set; }

    public bool IsEmpty => !_range.End.Bytes.IsEmpty && _range.Start.CompareTo(_range.End) >= 0;

    public ProgressQuestion Progress { get; } = new();

    /// <summary>All changes up to it are in the queue of answers.</summary>
    public Revision SentUpTo => new(Volatile.Read(ref _sentUpTo));

    public void Start(CancellationToken cancellationToken)
    {
        _ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        _running = RunAsync(_ending.Token);
    }

    /// <summary>Tells the client how far the watch is, where it wants to be told from time to time.</summary>
    public void Notify()
    {
        if (_request.ProgressNotify)
        {
            Volatile.Write(ref _isToNotify, 1);
            Progress.Ask();
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_ending is not null)
        {
            await _ending.CancelAsync();
            await _running;
            _ending.Dispose();
        }
    }

    private async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            var request = new WatchRequest(_range, _from) { Progress = Progress };
            await foreach (var batch in _stream.Backend.Store.WatchAsync(request, cancellationToken))
            {
                await SendAsync(batch);
                Volatile.Write(ref _sentUpTo, Math.Max(_sentUpTo, batch.UpTo.Value));
                await _stream.SentAsync();
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // As asked.
        }
        catch (CompactedException exception)
        {
            await EndAsync(exception.Oldest, cancellationToken);
        }
#pragma warning disable CA1031 // The client must learn that nothing more will come, whatever the reason.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            _stream.Fail(exception);
        }
    }

    private async ValueTask SendAsync(WatchBatch batch)
    {
        var hasSent = false;
        if (batch.Events is [_] && _frames.TakesAll)
        {
            // Nearly always: one change, as it is.
            await SendAsync(new WatchFrame(batch.Events, IsFragment: false));
            hasSent = true;
        }
        else
        {
            foreach (var frame in _frames.Of(batch))
            {
                await SendAsync(frame);
                hasSent = true;
            }
        }

        if (Interlocked.Exchange(ref _isToNotify, 0) != 0 && !hasSent)
        {
            // Of a watch from the future it is not known what it will have missed.
            var upTo = new Revision(Math.Min(batch.UpTo.Value, _stream.Backend.Store.Applied.Value));
            await _stream.AnswerAsync(new WatchAnswer { WatchId = Id, Header = _stream.Backend.HeaderEncoding(upTo) });
        }
    }

    private ValueTask SendAsync(WatchFrame frame) => _stream.AnswerAsync(new WatchAnswer
    {
        Header = _stream.Backend.HeaderEncoding(frame.Events[^1].At),
        WatchId = Id,
        IsFragment = frame.IsFragment,
        Events = frame.Events,
        EncodedEvents = _stream.Backend.Events.Find(frame.Events, _request.PrevKv),
        WithPrevious = _request.PrevKv,
    });

    private async ValueTask EndAsync(Revision oldest, CancellationToken cancellationToken)
    {
        var isOwn = _stream.Remove(this);
        try
        {
            await _stream.AnswerAsync(new WatchAnswer
            {
                WatchId = Id,
                Header = _stream.Backend.HeaderEncoding(_stream.Backend.Store.Applied),
                IsCanceled = true,
                CompactRevision = oldest,
                CancelReason = EtcdErrors.CompactedText,
            });
            await _stream.SentAsync();
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The client has gone meanwhile.
        }

        if (isOwn)
        {
            _ending?.Dispose();
        }
    }
}
