using System.Collections.Concurrent;
using System.Collections.Immutable;

namespace MiniKube.Kubelet.PodWorkers;

/// <summary>
/// What is under way for one pod. Operations run beside the worker's loop; what they bring back is applied by the loop, so the pod's
/// state has one owner. Bounded by the plan: there is one operation per key.
/// </summary>
internal sealed class PodOperations(TimeProvider timeProvider, Action signal)
{
    private static readonly TimeSpan HoldMin = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan HoldMax = TimeSpan.FromSeconds(15);

    private readonly ConcurrentQueue<Action> _results = new();
    private readonly Dictionary<string, (Task Task, CancellationTokenSource Stop)> _running = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (TimeSpan Delay, DateTimeOffset Until)> _held = new(StringComparer.Ordinal);

    /// <summary>Keys that must not be begun now: under way, or failed a moment ago.</summary>
    public ImmutableHashSet<string> Busy => [.. _running.Keys, .. _held.Where(hold => hold.Value.Until > timeProvider.GetUtcNow()).Select(hold => hold.Key)];

    public DateTimeOffset? NextRelease
    {
        get
        {
            var later = _held.Values.Where(hold => hold.Until > timeProvider.GetUtcNow()).ToList();
            return later.Count == 0 ? null : later.Min(hold => hold.Until);
        }
    }

    public bool IsRunning(string key) => _running.ContainsKey(key);

    /// <summary>Applies what finished operations brought.</summary>
    public void ApplyResults()
    {
        while (_results.TryDequeue(out var result))
        {
            result();
        }
    }

    /// <param name="key">Of the operation.</param>
    /// <param name="work">Runs beside the loop and returns what the loop is to apply.</param>
    /// <param name="failed">Hears of an unexpected failure, on the loop. The key is then held for a while, longer each time.</param>
    /// <param name="cancellationToken">Ends the operation with the kubelet.</param>
    public void Begin(string key, Func<CancellationToken, Task<Action>> work, Action<Exception> failed, CancellationToken cancellationToken)
    {
        var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        _running[key] = (RunAsync(key, work, failed, stop.Token), stop);
    }

    /// <summary>Asks an operation to end; it stays under way until it has.</summary>
    public void Cancel(string key)
    {
        if (_running.TryGetValue(key, out var operation))
        {
            operation.Stop.Cancel();
        }
    }

    /// <summary>Waits until nothing is under way. The kubelet ends: the results are nobody's any more.</summary>
    public async Task DrainAsync()
    {
        await Task.WhenAll(_running.Values.Select(operation => operation.Task));
        ApplyResults();
    }

    private async Task RunAsync(string key, Func<CancellationToken, Task<Action>> work, Action<Exception> failed, CancellationToken cancellationToken)
    {
        await Task.Yield();
        Action result;
        try
        {
            var apply = await work(cancellationToken);
            result = () =>
            {
                _held.Remove(key);
                apply();
            };
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            result = static () => { };
        }
        catch (Grpc.Core.RpcException) when (cancellationToken.IsCancellationRequested)
        {
            result = static () => { };
        }
#pragma warning disable CA1031 // The edge of an operation: whatever went wrong is told to the worker, which tries again later.
        catch (Exception e)
#pragma warning restore CA1031
        {
            result = () =>
            {
                Hold(key);
                failed(e);
            };
        }

        _results.Enqueue(() =>
        {
            if (_running.Remove(key, out var operation))
            {
                operation.Stop.Dispose();
            }

            result();
        });
        signal();
    }

    private void Hold(string key)
    {
        var delay = _held.TryGetValue(key, out var last) ? last.Delay * 2 : HoldMin;
        delay = delay < HoldMax ? delay : HoldMax;
        _held[key] = (delay, timeProvider.GetUtcNow() + delay);
    }
}
