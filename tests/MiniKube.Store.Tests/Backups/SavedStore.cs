using MiniKube.Mvcc;
using MiniKube.Store.Backups;
using MiniKube.Store.Conformance;
using MiniKube.Store.Tests.Disks;
using MiniKube.Store.Tests.Recovery;

namespace MiniKube.Store.Tests.Backups;

/// <summary>A store with keys and a lease, saved to a file while it ran.</summary>
internal sealed class SavedStore(TemporaryDirectory directory) : IDisposable
{
    public string Path => System.IO.Path.Combine(directory.Path, "saved.db");

    /// <summary>A path where nothing is yet.</summary>
    public string NewPath => System.IO.Path.Combine(directory.Path, "data", "store");

    /// <summary>What the store has left.</summary>
    public required SimulatedDisk Disk { get; init; }

    public required Backup Backup { get; init; }

    public required List<string> Before { get; init; }

    public static async Task<SavedStore> CreateAsync(CancellationToken cancellationToken)
    {
        var directory = new TemporaryDirectory();
        var disk = new SimulatedDisk();
        await using var store = await TestStores.OpenAsync(disk, TestStores.Small, cancellationToken);
        var lease = (await store.Leases.GrantAsync(new LeaseId(7), 3600, cancellationToken)).Lease;
        for (var key = 0; key < 300; key++)
        {
            await store.PutAsync($"key-{key:000}", new string('v', 1000), cancellationToken);
        }

        await store.PutAsync("leased", "1", lease, cancellationToken);
        await store.DeleteAsync("key-001", cancellationToken);
        return new SavedStore(directory)
        {
            Before = await TestStores.DumpAsync(store, cancellationToken),
            Backup = await SaveAsync(store, System.IO.Path.Combine(directory.Path, "saved.db"), cancellationToken),
            Disk = disk,
        };
    }

    public static Task<Backup> SaveAsync(ISnapshotSource store, string path, CancellationToken cancellationToken) =>
        BackupFile.WriteAsync(path, SnapshotSeal.AppendAsync(store.ReadSnapshotAsync(cancellationToken), cancellationToken), cancellationToken);

    public void Dispose() => directory.Dispose();
}
