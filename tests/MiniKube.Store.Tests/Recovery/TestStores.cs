using Microsoft.Extensions.Logging.Abstractions;
using MiniKube.Store.Conformance;
using MiniKube.Store.Disks;
using MiniKube.Store.Members;
using MiniKube.Store.Peers;

namespace MiniKube.Store.Tests.Recovery;

internal static class TestStores
{
    /// <summary>Segments so small that a test fills many.</summary>
    public static StoreOptions Small { get; } = new()
    {
        SegmentBytes = 64 << 10,
        TransactionBytesMax = 16 << 10,
        SnapshotAfterLogBytes = 128 << 10,
    };

    public static Task<EmbeddedStore> OpenAsync(IDisk disk, StoreOptions options, CancellationToken cancellationToken) =>
        OpenByClockAsync(disk, options, TimeProvider.System, cancellationToken);

    public static Task<EmbeddedStore> OpenByClockAsync(
        IDisk disk, StoreOptions options, TimeProvider time, CancellationToken cancellationToken) =>
        EmbeddedStore.OpenAsync(() => disk, options, null, NoPeers.Instance, Environment(time, seed: 1), cancellationToken);

    /// <summary>Chance from a seed.</summary>
    public static HostEnvironment Environment(TimeProvider time, int seed)
    {
        var random = new Random(seed);
        var gate = new Lock();
        return new HostEnvironment(time, () => Locked(() => (ulong)random.NextInt64()), below => Locked(() => random.Next(below)), NullLogger.Instance);

        T Locked<T>(Func<T> draw)
        {
            lock (gate)
            {
                return draw();
            }
        }
    }

    /// <summary>All keys and values as text.</summary>
    public static async Task<List<string>> DumpAsync(IStore store, CancellationToken cancellationToken)
    {
        var all = await store.RangeAsync(new RangeRequest(default), cancellationToken);
        return [.. all.Items.Select(item => $"{item.Key}={item.Text} {item.CreateRevision} {item.ModRevision} {item.Version}")];
    }
}
