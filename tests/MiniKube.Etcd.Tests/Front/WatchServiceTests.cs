using Microsoft.Extensions.Time.Testing;
using MiniKube.Etcd.Front;
using MiniKube.Etcd.Tests.Support;
using MiniKube.Mvcc;
using MiniKube.Store.Conformance;
using Wire = MiniKube.Etcd.Protocol;

namespace MiniKube.Etcd.Tests.Front;

public sealed class WatchServiceTests : IAsyncLifetime
{
    private readonly FakeTimeProvider _time = new();
    private FrontedStore _fronted = null!;
    private RawClient _client = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _fronted = await FrontedStore.StartAsync(
            _time, Stop, new EtcdFrontOptions { Listen = new Uri("http://127.0.0.1:0"), WatchProgressInterval = TimeSpan.FromSeconds(10) });
        _client = new RawClient(_fronted.Front.Address);
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _fronted.DisposeAsync();
    }

    [Fact]
    public async Task Many_watches_share_a_stream_and_each_sees_its_own()
    {
        using var watch = new RawWatch(_client, Stop);
        var one = await watch.CreateAsync("a/");
        var other = await watch.CreateAsync("b/");

        await _client.PutAsync("b/1", "x", Stop);
        var seen = await watch.NextAsync();
        await _client.PutAsync("a/1", "x", Stop);
        var seenThen = await watch.NextAsync();

        one.Created.Should().BeTrue();
        other.WatchId.Should().NotBe(one.WatchId);
        seen.WatchId.Should().Be(other.WatchId);
        seen.Events.Should().ContainSingle().Which.Kv.Key.Should().Equal(RawClient.Bytes("b/1"));
        seenThen.WatchId.Should().Be(one.WatchId);
    }

    [Fact]
    public async Task A_watch_begins_in_the_past_and_tells_what_was_before_where_asked()
    {
        await _client.PutAsync("a", "1", Stop);
        var second = await _client.PutAsync("a", "2", Stop);
        await _fronted.Store.DeleteAsync("a", Stop);
        using var watch = new RawWatch(_client, Stop);

        await watch.CreateAsync(new Wire.WatchCreateRequest { Key = RawClient.Bytes("a"), StartRevision = second, PrevKv = true });
        var seen = await watch.NextAsync();

        seen.Events.Select(change => change.Type).Should().Equal(Wire.Event.Types.EventType.Put, Wire.Event.Types.EventType.Delete);
        seen.Events[0].PrevKv.Value.ToStringUtf8().Should().Be("1");
        seen.Events[1].PrevKv.Value.ToStringUtf8().Should().Be("2");
        seen.Events[1].Kv.ModRevision.Should().Be(second + 1);
        seen.Events[1].Kv.Value.IsEmpty.Should().BeTrue();
    }

    [Fact]
    public async Task Filters_leave_out_puts_or_deletes()
    {
        var first = await _client.PutAsync("a", "1", Stop);
        await _fronted.Store.DeleteAsync("a", Stop);
        using var watch = new RawWatch(_client, Stop);

        await watch.CreateAsync(new Wire.WatchCreateRequest
        {
            Key = RawClient.Bytes("a"),
            StartRevision = first,
            WatchId = 7,
            Filters = { Wire.WatchCreateRequest.Types.FilterType.Noput },
        });
        (await watch.NextAsync()).Events.Should().ContainSingle().Which.Type.Should().Be(Wire.Event.Types.EventType.Delete);
        await watch.CreateAsync(new Wire.WatchCreateRequest
        {
            Key = RawClient.Bytes("a"),
            StartRevision = first,
            WatchId = 8,
            Filters = { Wire.WatchCreateRequest.Types.FilterType.Nodelete },
        });
        (await watch.NextAsync()).Events.Should().ContainSingle().Which.Type.Should().Be(Wire.Event.Types.EventType.Put);
    }

    [Fact]
    public async Task A_cancelled_watch_says_so_and_nothing_more()
    {
        using var watch = new RawWatch(_client, Stop);
        var one = await watch.CreateAsync("a/");
        var other = await watch.CreateAsync("a/");

        await watch.CancelAsync(one.WatchId);
        var cancelled = await watch.NextAsync();
        await _client.PutAsync("a/1", "x", Stop);
        var seen = await watch.NextAsync();

        cancelled.Canceled.Should().BeTrue();
        cancelled.WatchId.Should().Be(one.WatchId);
        seen.WatchId.Should().Be(other.WatchId);
    }

    [Fact]
    public async Task A_watch_of_what_is_compacted_is_told_from_where_it_could_begin()
    {
        await _client.PutAsync("a", "1", Stop);
        var upTo = await _client.PutAsync("a", "2", Stop);
        await _fronted.Store.CompactAsync(new Revision(upTo), Stop);
        using var watch = new RawWatch(_client, Stop);

        var created = await watch.CreateAsync("a", 1);
        var ended = await watch.NextAsync();

        created.Created.Should().BeTrue();
        ended.Canceled.Should().BeTrue();
        ended.CompactRevision.Should().Be(upTo);
    }

    [Fact]
    public async Task A_range_without_keys_and_an_id_in_use_are_refused()
    {
        using var watch = new RawWatch(_client, Stop);
        await watch.CreateAsync(new Wire.WatchCreateRequest { Key = RawClient.Bytes("a"), WatchId = 7 });

        var twice = await watch.CreateAsync(new Wire.WatchCreateRequest { Key = RawClient.Bytes("a"), WatchId = 7 });
        var empty = await watch.CreateAsync(new Wire.WatchCreateRequest { Key = RawClient.Bytes("b"), RangeEnd = RawClient.Bytes("a") });

        twice.Canceled.Should().BeTrue();
        twice.CancelReason.Should().Contain("duplicate");
        empty.Canceled.Should().BeTrue();
        empty.CancelReason.Should().Contain("range is empty");
        await _client.PutAsync("a", "1", Stop);
        (await watch.NextAsync()).WatchId.Should().Be(7);
    }

    /// <summary>Whoever hears of a revision in the answer must have seen everything up to it: on this, consistent reads of caches stand.</summary>
    [Fact]
    public async Task Progress_is_answered_behind_every_change_up_to_it()
    {
        using var watch = new RawWatch(_client, Stop);
        await watch.CreateAsync("a/");
        await watch.CreateAsync("b/");
        for (var round = 0; round < 50; round++)
        {
            await _client.PutAsync("other", $"{round}", Stop);
            var changed = await _client.PutAsync(round % 2 == 0 ? "a/1" : "b/1", $"{round}", Stop);
            var newest = await _client.PutAsync("other", $"{round}", Stop);

            await watch.AskProgressAsync();
            var change = await watch.NextAsync();
            var progress = await watch.NextAsync();

            change.Events.Should().ContainSingle().Which.Kv.ModRevision.Should().Be(changed);
            progress.WatchId.Should().Be(-1);
            progress.Events.Should().BeEmpty();
            progress.Header.Revision.Should().Be(newest);
        }
    }

    [Fact]
    public async Task Progress_without_any_watch_is_answered_too()
    {
        using var watch = new RawWatch(_client, Stop);

        await watch.AskProgressAsync();

        (await watch.NextAsync()).Header.Revision.Should().Be(1);
    }

    [Fact]
    public async Task A_resting_watch_is_told_from_time_to_time_how_far_it_is()
    {
        using var watch = new RawWatch(_client, Stop);
        var created = await watch.CreateAsync(new Wire.WatchCreateRequest { Key = RawClient.Bytes("a"), ProgressNotify = true });
        var newest = await _client.PutAsync("other", "1", Stop);

        var told = watch.NextAsync();
        while (!told.IsCompleted)
        {
            // The timer begins a moment after the answer; time passes until it has.
            _time.Advance(TimeSpan.FromSeconds(10));
            await Task.WhenAny(told, Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, Stop));
        }

        (await told).WatchId.Should().Be(created.WatchId);
        (await told).Header.Revision.Should().Be(newest);
        (await told).Events.Should().BeEmpty();
    }

    [Fact]
    public async Task A_large_revision_comes_in_fragments_where_the_client_can_join_them()
    {
        var value = new byte[300_000];
        var at = await _fronted.Store.CommitAsync(
            new Transaction { Success = [.. Enumerable.Range(0, 10).Select(key => new Operation.Put(Key.From($"a/{key}"), value))] }, Stop);
        using var watch = new RawWatch(_client, Stop);
        var request = new Wire.WatchCreateRequest { Key = RawClient.Bytes("a/"), RangeEnd = RawClient.Bytes("a0"), StartRevision = at.At.Value };

        await watch.CreateAsync(request);
        (await watch.NextAsync()).Events.Should().HaveCount(10);
        request.Fragment = true;
        await watch.CreateAsync(request);
        List<Wire.WatchResponse> parts = [await watch.NextAsync()];
        while (parts[^1].Fragment)
        {
            parts.Add(await watch.NextAsync());
        }

        parts.Should().HaveCountGreaterThan(1);
        parts.Sum(part => part.Events.Count).Should().Be(10);
        parts.Should().OnlyContain(part => part.CalculateSize() < 2 << 20);
    }
}
