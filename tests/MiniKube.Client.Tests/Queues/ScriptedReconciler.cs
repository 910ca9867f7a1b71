using System.Collections.Concurrent;
using MiniKube.Client.Queues;

namespace MiniKube.Client.Tests.Queues;

internal sealed class ScriptedReconciler(Func<string, ReconcileResult> script) : IReconciler<string>
{
    private readonly ConcurrentDictionary<string, int> _counts = new();

    public int Count(string key) => _counts.GetValueOrDefault(key);

    public Task<ReconcileResult> ReconcileAsync(string key, CancellationToken cancellationToken)
    {
        _counts.AddOrUpdate(key, 1, (_, count) => count + 1);
        return Task.FromResult(script(key));
    }
}
