using Microsoft.Extensions.Logging.Abstractions;
using MiniKube.Mvcc;
using MiniKube.Store.Backups;
using MiniKube.Store.Conformance;
using MiniKube.Store.Tests.Disks;
using MiniKube.Store.Tests.Recovery;

namespace MiniKube.Store.Tests.Backups;

public sealed class RestoreTests
{
    [Fact]
    public async Task A_restored_store_has_the_same_keys_revisions_and_leases_and_goes_on()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        using var saved = await SavedStore.CreateAsync(cancellationToken);

        BackupRestore.Restore(saved.Path, saved.NewPath, new RestoreOptions(), cancellationToken);

        await using var restored = await OpenAsync(saved.NewPath, cancellationToken);
        (await TestStores.DumpAsync(restored, cancellationToken)).Should().Equal(saved.Before);
        restored.Applied.Should().Be(saved.Backup.Revision);
        (await restored.Leases.FindAsync(new LeaseId(7), withKeys: true, cancellationToken))!.Keys.Select(key => key.ToString()).Should().Equal("leased");
        (await restored.PutAsync("new", "1", cancellationToken)).Should().Be(saved.Backup.Revision.Next);
    }

    [Fact]
    public async Task What_was_written_after_a_restore_survives_a_restart()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        using var saved = await SavedStore.CreateAsync(cancellationToken);
        BackupRestore.Restore(saved.Path, saved.NewPath, new RestoreOptions(), cancellationToken);
        await using (var first = await OpenAsync(saved.NewPath, cancellationToken))
        {
            await first.PutAsync("new", "1", cancellationToken);
        }

        await using var second = await OpenAsync(saved.NewPath, cancellationToken);

        (await second.GetAsync("new", cancellationToken))!.Text.Should().Be("1");
        (await second.RangeAsync("key-", cancellationToken)).Count.Should().Be(299);
    }

    [Fact]
    public async Task A_restored_store_is_another_cluster_of_one_member()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        using var saved = await SavedStore.CreateAsync(cancellationToken);

        BackupRestore.Restore(saved.Path, saved.NewPath, new RestoreOptions(), cancellationToken);

        using var old = StoreDirectory.Open(saved.Disk.Copy(), NullLogger.Instance);
        using var restored = StoreDirectory.Open(saved.NewPath, NullLogger.Instance);
        restored.Identity.Cluster.Should().NotBe(old.Identity.Cluster);
        restored.Members.Should().ContainSingle().Which.Id.Should().Be(restored.Identity.Member).And.NotBe(old.Identity.Member);
    }

    [Fact]
    public async Task A_bumped_revision_is_newer_than_all_that_clients_have_seen_and_what_was_before_counts_as_forgotten()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        using var saved = await SavedStore.CreateAsync(cancellationToken);
        var seen = new Revision(saved.Backup.Revision.Value + 40);

        BackupRestore.Restore(saved.Path, saved.NewPath, new RestoreOptions { RevisionBump = 1000 }, cancellationToken);

        await using var restored = await OpenAsync(saved.NewPath, cancellationToken);
        restored.Applied.Value.Should().Be(saved.Backup.Revision.Value + 1000);
        var watch = () => restored.WatchAsync("", seen, 1, cancellationToken);
        await watch.Should().ThrowAsync<CompactedException>();
        (await TestStores.DumpAsync(restored, cancellationToken)).Should().Equal(saved.Before);
    }

    [Fact]
    public async Task A_directory_with_something_in_it_is_left_alone()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        using var saved = await SavedStore.CreateAsync(cancellationToken);
        BackupRestore.Restore(saved.Path, saved.NewPath, new RestoreOptions(), cancellationToken);
        var before = Directory.GetFiles(saved.NewPath);

        var again = () => BackupRestore.Restore(saved.Path, saved.NewPath, new RestoreOptions(), cancellationToken);

        again.Should().Throw<StoreUnavailableException>().WithMessage("*is not empty*");
        Directory.GetFiles(saved.NewPath).Should().BeEquivalentTo(before);
    }

    [Fact]
    public async Task A_restore_that_is_cut_short_has_made_nothing_or_is_refused()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        using var saved = await SavedStore.CreateAsync(cancellationToken);
        var point = BackupFile.ReadPoint(saved.Path, out _);
        var random = new Random(5);
        var outcomes = new HashSet<string>();
        var whole = new SimulatedDisk();
        BackupRestore.Restore(point, whole, new RestoreOptions(), () => (ulong)random.NextInt64(), cancellationToken);

        for (var change = 1; change < whole.Changes; change++)
        {
            var disk = new SimulatedDisk();
            var left = change;
            disk.Before = _ =>
            {
                if (left-- == 0)
                {
                    throw new IOException("the power is cut");
                }
            };
            var restore = () => BackupRestore.Restore(point, disk, new RestoreOptions(), () => (ulong)random.NextInt64(), cancellationToken);
            restore.Should().Throw<IOException>();

            var crashed = disk.Crash(random);
            var outcome = Describe(crashed, point.State.Current);
            outcomes.Add(outcome);
        }

        outcomes.Should().BeSubsetOf(["nothing", "refused", "whole"]).And.Contain("nothing").And.Contain("refused");
    }

    private static string Describe(SimulatedDisk disk, Revision revision)
    {
        var isStarted = disk.List().Any(name => name.EndsWith(".snap") || name.EndsWith(".log"));
        if (!isStarted)
        {
            return "nothing";
        }

        try
        {
            using var opened = StoreDirectory.Open(disk, NullLogger.Instance);
            return opened.Settled.Value > 1 && opened.Revision == revision ? "whole" : "something else";
        }
        catch (CorruptStoreException)
        {
            return "refused";
        }
    }

    private static Task<EmbeddedStore> OpenAsync(string directory, CancellationToken cancellationToken) =>
        EmbeddedStore.OpenAsync(new StoreOptions { Directory = directory }, NullLoggerFactory.Instance, TimeProvider.System, cancellationToken);
}
