using MiniKube.Etcd.Client;
using MiniKube.Etcd.Front;
using MiniKube.Etcd.Tests.Support;
using MiniKube.Mvcc;
using MiniKube.RealParts;
using MiniKube.Store;
using MiniKube.Store.Conformance;

namespace MiniKube.Etcd.Tests.Client;

public sealed class FailoverTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task When_a_member_ends_the_next_serves_and_watches_miss_and_repeat_nothing()
    {
        await using var embedded = await EmbeddedStore.OpenAsync(new StoreOptions(), NullLoggerFactory.Instance, TimeProvider.System, Stop);
        var fronts = new List<EtcdFront> { await FrontAsync(embedded), await FrontAsync(embedded), await FrontAsync(embedded) };
        try
        {
            await using var store = await OpenAsync([.. fronts.Select(front => front.Address)]);
            var watching = store.WatchAsync("k", store.Applied.Next, 90, Stop);

            var written = new List<string>();
            for (var write = 0; write < 90; write++)
            {
                if (write is 30 or 60)
                {
                    await fronts[0].DisposeAsync();
                    fronts.RemoveAt(0);
                }

                written.Add($"k={write}");
                await UntilServedAsync(() => store.PutAsync("k", $"{write}", Stop));
            }

            (await watching).Should().Equal(written);
        }
        finally
        {
            foreach (var front in fronts)
            {
                await front.DisposeAsync();
            }
        }
    }

    [Fact]
    public async Task A_watch_goes_on_after_a_real_etcd_was_killed_and_started_again()
    {
        await using var etcd = await EtcdProcess.StartAsync(Stop);
        await using var store = await OpenAsync(etcd.Address);
        var watching = store.WatchAsync("k", store.Applied.Next, 3, Stop);
        await store.PutAsync("k", "1", Stop);

        await etcd.RestartAsync(Stop);
        await UntilServedAsync(() => store.PutAsync("k", "2", Stop));
        await store.PutAsync("k", "3", Stop);

        (await watching).Should().Equal("k=1", "k=2", "k=3");
    }

    [Fact]
    public async Task A_cluster_that_is_gone_is_unavailable_and_not_wrong()
    {
        var etcd = await EtcdProcess.StartAsync(Stop);
        await using var store = await OpenAsync(etcd.Address);
        await store.PutAsync("k", "1", Stop);

        await etcd.DisposeAsync();

        await store.Invoking(s => s.PutAsync("k", "2", Stop)).Should().ThrowAsync<StoreUnavailableException>();
        await store.Invoking(s => s.GetAsync("k", Stop)).Should().ThrowAsync<StoreUnavailableException>();
    }

    [Fact]
    public async Task A_cluster_that_was_never_there_is_said_at_once()
    {
        var nowhere = new Uri($"http://127.0.0.1:{FreePorts.Next()}");

        var refusal = await FluentActions.Awaiting(() => OpenAsync(nowhere)).Should().ThrowAsync<StoreUnavailableException>();

        refusal.Which.Message.Should().Contain(nowhere.ToString());
    }

    [Fact]
    public async Task A_watch_from_before_this_process_reads_the_clusters_history_first()
    {
        await using var etcd = await EtcdProcess.StartAsync(Stop);
        Revision first;
        await using (var before = await OpenAsync(etcd.Address))
        {
            first = await before.PutAsync("k", "1", Stop);
            await before.PutAsync("other", "1", Stop);
            await before.PutAsync("k", "2", Stop);
        }

        await using var store = await OpenAsync(etcd.Address);
        var watching = store.WatchAsync("k", first, 3, Stop);
        await store.PutAsync("k", "3", Stop);

        (await watching).Should().Equal("k=1", "k=2", "k=3");
    }

    [Fact]
    public async Task What_was_compacted_before_this_process_is_known()
    {
        await using var etcd = await EtcdProcess.StartAsync(Stop);
        Revision compacted;
        await using (var before = await OpenAsync(etcd.Address))
        {
            for (var write = 0; write < 20; write++)
            {
                await before.PutAsync("k", $"{write}", Stop);
            }

            compacted = new Revision(13);
            await before.CompactAsync(compacted, Stop);
        }

        await using var store = await OpenAsync(etcd.Address);

        store.Compacted.Should().Be(compacted);
    }

    private static Task<EtcdStore> OpenAsync(params Uri[] endpoints) => EtcdStore.OpenAsync(
        new EtcdStoreOptions { Endpoints = [.. endpoints] }, NullLoggerFactory.Instance, TimeProvider.System, Stop);

    private static Task<EtcdFront> FrontAsync(EmbeddedStore store)
    {
        return EtcdFront.StartAsync(
            new EtcdFrontOptions { Listen = new Uri("http://127.0.0.1:0") },
            new EtcdBackend(store, store.Leases, store, new SoleMembership(store.Members, MemberContact.Unknown)),
            NullLoggerFactory.Instance,
            TimeProvider.System,
            Stop);
    }

    /// <summary>A write whose outcome is unknown is done again; here that does no harm, for it writes the same.</summary>
    private static async Task UntilServedAsync(Func<Task> write)
    {
        while (true)
        {
            try
            {
                await write();
                return;
            }
            catch (StoreUnavailableException)
            {
                await Task.Yield();
            }
        }
    }
}
