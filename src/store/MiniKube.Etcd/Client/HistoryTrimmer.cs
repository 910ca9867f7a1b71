using Microsoft.Extensions.Logging;
using MiniKube.Mvcc;
using MiniKube.Store;

namespace MiniKube.Etcd.Client;

/// <summary>Makes a cluster forget what is too old. Several of them do no harm to each other: each forgets only what it has known for so long.</summary>
internal sealed partial class HistoryTrimmer : IAsyncDisposable
{
    private readonly EtcdStore _store;
    private readonly TimeSpan _age;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _ending = new();
    private readonly Task _running;

    public HistoryTrimmer(EtcdStore store, TimeSpan age, TimeProvider time, ILogger logger)
    {
        _store = store;
        _age = age;
        _time = time;
        _logger = logger;
        _running = RunAsync(_ending.Token);
    }

    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync();
        await _running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _ending.Dispose();
    }

    private async Task RunAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var known = _store.Applied;
            await Task.Delay(_age, _time, cancellationToken);
            await TrimAsync(known, cancellationToken);
        }
    }

    private async Task TrimAsync(Revision upTo, CancellationToken cancellationToken)
    {
        if (upTo <= _store.Compacted)
        {
            return;
        }

        try
        {
            await _store.CompactAsync(upTo, cancellationToken);
        }
        catch (CompactedException)
        {
            // Another one was faster.
        }
        catch (StoreUnavailableException exception)
        {
            LogFailed(_logger, exception);
        }
    }

    [LoggerMessage(3, LogLevel.Warning, "History could not be compacted; it is tried again later")]
    private static partial void LogFailed(ILogger logger, Exception exception);
}
