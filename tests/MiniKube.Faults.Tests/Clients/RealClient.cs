using Microsoft.Extensions.Logging.Abstractions;
using MiniKube.Etcd.Client;
using MiniKube.Histories;
using MiniKube.Mvcc;
using MiniKube.Store;
using Operation = MiniKube.Histories.Operation;

namespace MiniKube.Faults.Tests.Clients;

/// <summary>Asks one thing after the other through etcd's protocol. What fails or takes too long may have happened or not: its record stays open.</summary>
internal sealed class RealClient(int number, EtcdStoreOptions options, Workload workload, Random chance)
{
    private const int ThinkTimeMax = 20;

    private static readonly int[][] KeySets = [[0], [1], [2], [3], [4], [3, 4]];
    private static readonly TimeSpan RetryAfter = TimeSpan.FromMilliseconds(50);

    private int _lastSeen;

    public async Task RunAsync(CancellationToken stop)
    {
        try
        {
            await using var store = await OpenAsync(stop);
            while (true)
            {
                await AskAsync(store, stop);
                await Task.Delay(TimeSpan.FromMilliseconds(chance.Next(ThinkTimeMax)), TimeProvider.System, stop);
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // It is over.
        }
    }

    private async Task<EtcdStore> OpenAsync(CancellationToken stop)
    {
        while (true)
        {
            try
            {
                return await EtcdStore.OpenAsync(options, NullLoggerFactory.Instance, TimeProvider.System, stop);
            }
            catch (StoreUnavailableException)
            {
                await Task.Delay(RetryAfter, TimeProvider.System, stop);
            }
        }
    }

    private async Task AskAsync(EtcdStore store, CancellationToken stop)
    {
        var keys = KeySets[chance.Next(KeySets.Length)];
        var operation = chance.Next(5) switch
        {
            0 or 1 => new Operation(keys, null, null),
            2 => new Operation(keys, _lastSeen, workload.NextValue()),
            _ => new Operation(keys, null, workload.NextValue()),
        };
        var record = workload.History.Call(number, operation);
        try
        {
            var before = operation.IsRead && keys.Length == 1 ? await ReadAsync(store, keys[0], stop) : await CommitAsync(store, operation, stop);
            workload.History.Answer(record, before);
            _lastSeen = before[0];
        }
        catch (StoreUnavailableException)
        {
            await Task.Delay(RetryAfter, TimeProvider.System, stop);
        }
    }

    private static async Task<int[]> ReadAsync(EtcdStore store, int key, CancellationToken stop)
    {
        var found = await store.RangeAsync(new RangeRequest(KeyRange.Single(StoreWords.KeyOf(key))), stop);
        return [StoreWords.ValueOf(found.Items.IsEmpty ? null : found.Items[0])];
    }

    private static async Task<int[]> CommitAsync(EtcdStore store, Operation operation, CancellationToken stop)
    {
        var transaction = operation.Value is { } value
            ? StoreWords.TransactionOf(operation, new Mvcc.Operation.Put(Workload.MarkOf(value), StoreWords.Encode(value)))
            : StoreWords.TransactionOf(operation);
        return StoreWords.Before(operation, await store.CommitAsync(transaction, stop));
    }
}
