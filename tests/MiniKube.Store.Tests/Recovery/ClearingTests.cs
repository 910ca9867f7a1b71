using MiniKube.Store.Conformance;
using MiniKube.Store.Disks;
using MiniKube.Store.Tests.Disks;

namespace MiniKube.Store.Tests.Recovery;

/// <summary>The end of what a snapshot has replaced.</summary>
public sealed class ClearingTests
{
    [Fact]
    public async Task Writes_go_on_while_what_a_snapshot_covers_is_being_deleted()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        var disk = new SimulatedDisk();
        await using var store = await TestStores.OpenAsync(disk, TestStores.Small, cancellationToken);
        var begun = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var gate = new ManualResetEventSlim();
        disk.Before = asked =>
        {
            if (asked == "delete")
            {
                begun.TrySetResult();
                gate.Wait(cancellationToken);
            }
        };

        await FillUntilAsync(store, begun.Task, cancellationToken);
        await store.PutAsync("k", "written meanwhile", cancellationToken);
        gate.Set();
        disk.Before = null;

        (await store.GetAsync("k", cancellationToken))!.Text.Should().Be("written meanwhile");
    }

    [Fact]
    public async Task Segments_are_deleted_oldest_first_and_each_durably_before_the_next()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        var disk = new SimulatedDisk();
        List<string> asked = [];
        var cleared = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using (var store = await TestStores.OpenAsync(disk, TestStores.Small, cancellationToken))
        {
            disk.Before = operation =>
            {
                if (!Thread.CurrentThread.IsThreadPoolThread || operation is not ("delete" or "sync directory"))
                {
                    // The loop's own.
                    return;
                }

                asked.Add(operation);
                if (asked.Count(static one => one == "delete") == 3)
                {
                    cleared.TrySetResult();
                }
            };

            await FillUntilAsync(store, cleared.Task, cancellationToken);
        }

        asked.SkipWhile(static one => one != "delete").Take(4).Should().Equal("delete", "sync directory", "delete", "sync directory");
    }

    [Fact]
    public async Task A_store_ends_when_what_it_needs_no_more_cannot_be_deleted()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        var disk = new SimulatedDisk();
        await using var store = await TestStores.OpenAsync(disk, TestStores.Small, cancellationToken);
        disk.Before = asked => _ = asked == "delete" ? throw new IOException("Input/output error") : 0;

        var refusal = await FluentActions.Awaiting(() => FillUntilAsync(store, new TaskCompletionSource().Task, cancellationToken))
            .Should().ThrowAsync<StoreUnavailableException>();

        refusal.Which.Message.Should().Contain("could not be deleted").And.Contain("Input/output error");
    }

    [Fact]
    public void A_large_file_is_gone_when_it_is_deleted()
    {
        using var directory = new TemporaryDirectory();
        using var disk = new DirectoryDisk(directory.Path);
        disk.Create("large", 40_000_001).Dispose();

        disk.Delete("large");

        disk.List().Should().BeEmpty();
        disk.Invoking(d => d.Delete("large")).Should().NotThrow();
    }

    private static async Task FillUntilAsync(EmbeddedStore store, Task end, CancellationToken cancellationToken)
    {
        while (!end.IsCompleted)
        {
            await store.PutAsync("k", new string('x', 5000), cancellationToken);
            await store.CompactAsync(store.Applied, cancellationToken);
        }
    }
}
