using System.Threading.Channels;

namespace MiniKube.ApiServer.Audit;

/// <summary>Gathers records in a bounded buffer and delivers them one batch after the other. Delivery throws nothing and counts what it loses.</summary>
internal sealed class AuditBatches : IAsyncDisposable
{
    private readonly AuditBatchOptions _options;
    private readonly Func<IReadOnlyList<AuditRecord>, CancellationToken, Task> _deliver;
    private readonly Action _lose;
    private readonly TimeProvider _time;
    private readonly Channel<AuditRecord> _waiting;
    private readonly CancellationTokenSource _stopping = new();
    private readonly Task _loop;

    /// <param name="options">The bounds.</param>
    /// <param name="deliver">Told by the token that the server stops: one attempt more, no waiting.</param>
    /// <param name="lose">Counts a record for which there is no room.</param>
    /// <param name="time">For the longest wait.</param>
    public AuditBatches(AuditBatchOptions options, Func<IReadOnlyList<AuditRecord>, CancellationToken, Task> deliver, Action lose, TimeProvider time)
    {
        _lose = lose;
        _options = options;
        _deliver = deliver;
        _time = time;
        _waiting = Channel.CreateBounded<AuditRecord>(new BoundedChannelOptions(options.BufferMax) { SingleReader = true });
        _loop = RunAsync();
    }

    /// <returns>False when the buffer is full: the record is lost, and counted.</returns>
    public bool TryAdd(AuditRecord record)
    {
        var isTaken = _waiting.Writer.TryWrite(record);
        if (!isTaken)
        {
            _lose();
        }

        return isTaken;
    }

    /// <summary>Delivers what waits, and ends.</summary>
    public async ValueTask DisposeAsync()
    {
        _waiting.Writer.TryComplete();
        await _stopping.CancelAsync();
        await _loop;
        _stopping.Dispose();
    }

    private async Task RunAsync()
    {
        await Task.Yield();
        var batch = new List<AuditRecord>();
        while (await _waiting.Reader.WaitToReadAsync(default))
        {
            await GatherAsync(batch);
            await _deliver(batch, _stopping.Token);
            batch.Clear();
        }
    }

    private async Task GatherAsync(List<AuditRecord> batch)
    {
        using var wait = new CancellationTokenSource(_options.WaitMax, _time);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(wait.Token, _stopping.Token);
        var bytes = 0L;
        try
        {
            while (batch.Count < _options.BatchMax)
            {
                if (_waiting.Reader.TryPeek(out var next))
                {
                    bytes += next.Json.Length;
                    if (batch.Count > 0 && bytes > _options.BytesMax)
                    {
                        return;
                    }

                    _waiting.Reader.TryRead(out _);
                    batch.Add(next);
                }
                else if (!await _waiting.Reader.WaitToReadAsync(end.Token))
                {
                    return;
                }
            }
        }
        catch (OperationCanceledException) when (end.IsCancellationRequested)
        {
            // The first one has waited long enough.
        }
    }
}
