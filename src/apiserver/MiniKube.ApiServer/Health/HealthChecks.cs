using System.Collections.Immutable;
using MiniKube.Mvcc;
using MiniKube.Store;

namespace MiniKube.ApiServer.Health;

/// <summary>All checks, in the order in which they are reported. Grows while the server is put together; safe for use by several threads.</summary>
internal sealed class HealthChecks
{
    private static readonly TimeSpan StoreTimeout = TimeSpan.FromSeconds(2);

    private ImmutableArray<HealthCheck> _all = [];

    public ImmutableArray<HealthCheck> All => _all;

    public void Add(HealthCheck check) => ImmutableInterlocked.Update(ref _all, static (all, added) => all.Add(added), check);

    /// <summary>The server answers, its store answers, and it is not going away.</summary>
    public static HealthChecks ForServer(IStore store, TimeProvider time, CancellationToken stopping)
    {
        var checks = new HealthChecks();
        checks.Add(new HealthCheck("ping", IsForLiveness: true, static _ => ValueTask.FromResult<string?>(null)));
        checks.Add(new HealthCheck("etcd", IsForLiveness: true, cancellationToken => FindStoreFaultAsync(store, time, cancellationToken)));
        checks.Add(new HealthCheck(
            "shutdown",
            IsForLiveness: false,
            _ => ValueTask.FromResult(stopping.IsCancellationRequested ? "the server is shutting down" : null)));
        return checks;
    }

    private static async ValueTask<string?> FindStoreFaultAsync(IStore store, TimeProvider time, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(StoreTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            var probe = new RangeRequest(KeyRange.Single(Key.From("health"))) { Limit = 1 };
            await store.RangeAsync(probe, either.Token);
            return null;
        }
        catch (StoreUnavailableException unavailable)
        {
            return unavailable.Message;
        }
        catch (OperationCanceledException) when (timeout.IsCancellationRequested)
        {
            return "the store did not answer in time";
        }
    }
}
