using Microsoft.Extensions.Logging.Abstractions;
using MiniKube.Store.Disks;
using MiniKube.Store.Conformance;

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
        EmbeddedStore.OpenAsync(() => disk, options, NullLoggerFactory.Instance, time, cancellationToken);

    /// <summary>All keys and values as text.</summary>
    public static async Task<List<string>> DumpAsync(IStore store, CancellationToken cancellationToken)
    {
        var all = await store.RangeAsync(new RangeRequest(default), cancellationToken);
        return [.. all.Items.Select(item => $"{item.Key}={item.Text} {item.CreateRevision} {item.ModRevision} {item.Version}")];
    }
}
