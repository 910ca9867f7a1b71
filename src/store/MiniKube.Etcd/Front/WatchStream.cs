using System.Threading.Channels;
using Grpc.Core;
using MiniKube.Etcd.Payloads;
using MiniKube.Mvcc;
using Wire = MiniKube.Etcd.Protocol;

namespace MiniKube.Etcd.Front;

/// <summary>
/// One stream with its watches. Each watch reads the store at its own pace and waits for room in the one queue of answers, so that a
/// slow client holds up its own watches and nothing else.
/// </summary>
internal sealed class WatchStream : IAsyncDisposable
{
    /// <summary>The number that stands for all watches of a stream.</summary>
    private const long AllWatches = -1;

    /// <summary>Answers that wait to be sent. They hold nothing of their own: the events are the store's.</summary>
    private const int AnswersMax = 256;

    /// <summary>Answers that are sent together when so many wait.</summary>
    private const int AnswersPerFlushMax = 32;

    private static readonly WriteOptions Gathered = new(WriteFlags.BufferHint);
    private static readonly WriteOptions Flushed = new();

    /// <summary>Watches of one stream; a cache of every kind has a few hundred.</summary>
    private const int WatchesMax = 100_000;

    private readonly Channel<WatchAnswer> _answers =
        Channel.CreateBounded<WatchAnswer>(new BoundedChannelOptions(AnswersMax)
        {
            SingleReader = true,

            // Who has an answer sends it, where nobody else is sending: a change of thread for each would cost more than the sending.
            AllowSynchronousContinuations = true,
        });

    private readonly Dictionary<long, ClientWatch> _watches = [];
    private readonly Lock _gate = new();
    private readonly EtcdBackend _backend;
    private readonly TimeSpan _progressInterval;
    private readonly TimeProvider _time;
    private readonly CancellationTokenSource _ending;
    private ITimer? _progressTimer;
    private Task _sending = Task.CompletedTask;
    private Task _receiving = Task.CompletedTask;
    private long _lastId;
    private Revision? _progressAsked;

    public WatchStream(EtcdBackend backend, TimeSpan progressInterval, TimeProvider time, CancellationToken cancellationToken)
    {
        _backend = backend;
        _progressInterval = progressInterval;
        _time = time;
        _ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
    }

    public EtcdBackend Backend => _backend;

    /// <summary>Serves until the client ends the stream or goes.</summary>
    public async Task RunAsync(IAsyncStreamReader<Wire.WatchRequest> requests, IServerStreamWriter<WatchAnswer> responses)
    {
        _sending = SendAsync(responses);
        _receiving = ReceiveAsync(requests);
        await await Task.WhenAny(_sending, _receiving);
    }

    public ValueTask AnswerAsync(WatchAnswer answer) => _answers.Writer.WriteAsync(answer, _ending.Token);

    /// <summary>A watch has put everything up to a revision into the queue. Answers what the client has asked for, when now all have.</summary>
    public ValueTask SentAsync()
    {
        Revision asked;
        lock (_gate)
        {
            if (_progressAsked is not { } revision || _watches.Values.Any(watch => watch.SentUpTo < revision))
            {
                return ValueTask.CompletedTask;
            }

            asked = revision;
            _progressAsked = null;
        }

        return AnswerAsync(new WatchAnswer { Header = _backend.HeaderEncoding(asked), WatchId = AllWatches });
    }

    /// <summary>A watch has ended of itself; false when somebody else is ending it.</summary>
    public bool Remove(ClientWatch watch)
    {
        lock (_gate)
        {
            return _watches.Remove(watch.Id);
        }
    }

    /// <summary>Ends the stream: the store can no longer be watched.</summary>
    public void Fail(Exception exception) => _answers.Writer.TryComplete(exception);

    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync();
        _answers.Writer.TryComplete();
        await Task.WhenAll(_sending, _receiving).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        List<ClientWatch> watches;
        lock (_gate)
        {
            watches = [.. _watches.Values];
            _watches.Clear();
        }

        foreach (var watch in watches)
        {
            await watch.DisposeAsync();
        }

        if (_progressTimer is not null)
        {
            await _progressTimer.DisposeAsync();
        }

        _ending.Dispose();
    }

    private async Task SendAsync(IServerStreamWriter<WatchAnswer> responses)
    {
#pragma warning disable MA0040 // Who ends the stream completes the channel. With a token each wait would be an object of its own, and a registration: for each event.
        while (await _answers.Reader.WaitToReadAsync())
#pragma warning restore MA0040
        {
            for (var gathered = 1; _answers.Reader.TryRead(out var answer); gathered++)
            {
                // The last that waits takes those before it along.
                var isLast = gathered % AnswersPerFlushMax == 0 || !_answers.Reader.TryPeek(out _);
                responses.WriteOptions = isLast ? Flushed : Gathered;
                await responses.WriteAsync(answer, _ending.Token);
            }
        }

        await _answers.Reader.Completion;
    }

    private async Task ReceiveAsync(IAsyncStreamReader<Wire.WatchRequest> requests)
    {
        while (await requests.MoveNext(_ending.Token))
        {
            var request = requests.Current;
            switch (request.RequestUnionCase)
            {
                case Wire.WatchRequest.RequestUnionOneofCase.CreateRequest:
                    await CreateAsync(request.CreateRequest);
                    break;
                case Wire.WatchRequest.RequestUnionOneofCase.CancelRequest:
                    await CancelAsync(request.CancelRequest.WatchId);
                    break;
                case Wire.WatchRequest.RequestUnionOneofCase.ProgressRequest:
                    await AskProgressAsync();
                    break;
                default:
                    // A client of a later time asks for what is not known here; etcd passes over it too.
                    break;
            }
        }
    }

    private async ValueTask CreateAsync(Wire.WatchCreateRequest request)
    {
        var now = _backend.Store.Applied;
        var watch = new ClientWatch(this, request, now);
        string? complaint = watch.IsEmpty ? "mvcc: watcher range is empty" : null;
        lock (_gate)
        {
            watch.Id = request.WatchId != 0 ? request.WatchId : NextId();
            if (_watches.Count == WatchesMax)
            {
                complaint = "too many watches on one stream";
            }
            else if (complaint is null && !_watches.TryAdd(watch.Id, watch))
            {
                complaint = "mvcc: duplicate watch ID provided on the WatchStream";
            }
        }

        var isRefused = complaint is not null;
        await AnswerAsync(new WatchAnswer
        {
            Header = _backend.HeaderEncoding(now),
            WatchId = isRefused ? AllWatches : watch.Id,
            IsCreated = true,
            IsCanceled = isRefused,
            CancelReason = complaint ?? string.Empty,
        });
        if (isRefused)
        {
            return;
        }

        watch.Start(_ending.Token);
        if (request.ProgressNotify)
        {
            ArmProgress();
        }
    }

    private long NextId()
    {
        while (_watches.ContainsKey(_lastId))
        {
            _lastId++;
        }

        return _lastId;
    }

    private async ValueTask CancelAsync(long id)
    {
        ClientWatch? watch;
        lock (_gate)
        {
            _watches.Remove(id, out watch);
        }

        if (watch is not null)
        {
            await watch.DisposeAsync();
            await AnswerAsync(new WatchAnswer { Header = _backend.HeaderEncoding(_backend.Store.Applied), WatchId = id, IsCanceled = true });
            await SentAsync();
        }
    }

    private async ValueTask AskProgressAsync()
    {
        lock (_gate)
        {
            _progressAsked = _backend.Store.Applied;
            foreach (var watch in _watches.Values)
            {
                watch.Progress.Ask();
            }
        }

        await SentAsync();
    }

    private void ArmProgress()
    {
        _progressTimer ??= _time.CreateTimer(
            static self => ((WatchStream)self!).Notify(), this, _progressInterval, _progressInterval);
    }

    private void Notify()
    {
        lock (_gate)
        {
            foreach (var watch in _watches.Values)
            {
                watch.Notify();
            }
        }
    }
}
