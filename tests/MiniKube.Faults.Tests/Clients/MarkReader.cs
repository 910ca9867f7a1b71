using Microsoft.Extensions.Logging.Abstractions;
using MiniKube.Etcd.Client;
using MiniKube.Mvcc;
using MiniKube.Store;

namespace MiniKube.Faults.Tests.Clients;

/// <summary>Watches all marks from the beginning, through whichever member answers.</summary>
internal static class MarkReader
{
    /// <summary>Connects, which needs a member that answers; from then on any of them may come and go.</summary>
    public static Task<EtcdStore> OpenAsync(EtcdStoreOptions options, CancellationToken cancellationToken) =>
        EtcdStore.OpenAsync(options, NullLoggerFactory.Instance, TimeProvider.System, cancellationToken);

    /// <summary>The events in the order in which they came, up to that of the last mark.</summary>
    public static async Task<List<(Revision At, int Value)>> ReadAsync(EtcdStore store, CancellationToken cancellationToken)
    {
        List<(Revision At, int Value)> seen = [];
        await foreach (var batch in store.WatchAsync(new WatchRequest(Workload.Marks, new Revision(1)), cancellationToken))
        {
            foreach (var change in batch.Events)
            {
                if (change.Key == Workload.LastMark)
                {
                    return seen;
                }

                seen.Add((change.At, Histories.StoreWords.ValueOf(change.Current)));
            }
        }

        return seen;
    }
}
