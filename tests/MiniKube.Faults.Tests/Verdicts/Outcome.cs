using System.Collections.Immutable;
using Microsoft.Extensions.Logging.Abstractions;
using MiniKube.Etcd.Client;
using MiniKube.Faults.Tests.Clients;
using MiniKube.Faults.Tests.Members;
using MiniKube.Histories;
using MiniKube.Mvcc;
using MiniKube.Store;
using Operation = MiniKube.Histories.Operation;

namespace MiniKube.Faults.Tests.Verdicts;

/// <summary>What is there when all is over.</summary>
/// <param name="Marks">The values that have left a mark.</param>
/// <param name="Hashes">Of all that each member has, at one revision.</param>
internal sealed record Outcome(ImmutableHashSet<int> Marks, ImmutableArray<uint> Hashes)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>Reads it all, by itself another client of the history, and leaves the last mark.</summary>
    public static async Task<Outcome> ReadAsync(RealCluster cluster, History history, CancellationToken cancellationToken)
    {
        await using var store = await EtcdStore.OpenAsync(
            cluster.ClientOptions(Enumerable.Range(0, cluster.Members.Length), Patience), NullLoggerFactory.Instance, TimeProvider.System, cancellationToken);
        foreach (var keys in Workload.Partitions)
        {
            var read = new Operation(keys, null, null);
            var record = history.Call(0, read);
            history.Answer(record, StoreWords.Before(read, await store.CommitAsync(StoreWords.TransactionOf(read), cancellationToken)));
        }

        var marks = await store.RangeAsync(new RangeRequest(Workload.Marks), cancellationToken);
        var last = await store.CommitAsync(new Transaction { Success = [new Mvcc.Operation.Put(Workload.LastMark, StoreWords.Encode(0))] }, cancellationToken);
        var hashes = await Task.WhenAll(cluster.Members.Select(member => member.HashAsync(last.At.Value, cancellationToken)));
        return new Outcome([.. marks.Items.Select(StoreWords.ValueOf).Where(value => value != 0)], [.. hashes]);
    }
}
