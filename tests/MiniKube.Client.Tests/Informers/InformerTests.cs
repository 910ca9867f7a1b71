using System.Net;
using k8s.Models;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using MiniKube.Api.Determinism;
using MiniKube.Api.Names;
using MiniKube.Client.Informers;
using MiniKube.Client.Tests.Fakes;

namespace MiniKube.Client.Tests.Informers;

public sealed class InformerTests : IAsyncDisposable
{
    private readonly FakeTimeProvider _time = new();
    private readonly FakeApi _api;
    private readonly InformerFactory _factory;
    private readonly IInformer<V1ConfigMap> _informer;
    private readonly CancellationTokenSource _stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
    private Task _running = Task.CompletedTask;

    public InformerTests()
    {
        _api = new FakeApi(_time);
        _factory = new InformerFactory(_api.Client, _time, new SeededRandomSource(1), NullLoggerFactory.Instance);
        _informer = _factory.For<V1ConfigMap>();
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await Eventually.Ended(_running);
        _stop.Dispose();
        _api.Dispose();
    }

    [Fact]
    public async Task What_is_there_is_told_before_the_informer_is_synced()
    {
        Put("a");
        var added = new List<string>();
        _informer.AddHandler(map => added.Add(map.Metadata.Name), null, null);

        await StartAsync();

        added.Should().Equal("a");
        _informer.Get(new NamespacedName("ns", "a")).Should().NotBeNull();
        _informer.Revision.Should().Be(_api.Store.Revision);
    }

    [Fact]
    public async Task Changes_reach_the_cache_the_index_and_the_handlers()
    {
        var told = new List<string>();
        _informer.AddIndex("color", map => map.Data is { } data && data.TryGetValue("color", out var color) ? [color] : []);
        _informer.AddHandler(
            map => told.Add($"+{map.Metadata.Name}"), (before, after) => told.Add($"{before.Data["color"]}>{after.Data["color"]}"), map => told.Add($"-{map.Metadata.Name}"));
        await StartAsync();

        Put("a", "red");
        Put("a", "blue");
        await SeenAsync();
        var red = _informer.ByIndex("color", "red").Count;
        var blue = _informer.ByIndex("color", "blue").Count;
        _api.Remove<V1ConfigMap>("ns", "a");
        await SeenAsync();

        (red, blue).Should().Be((0, 1));
        told.Should().Equal("+a", "red>blue", "-a");
        _informer.List().Should().BeEmpty();
    }

    [Fact]
    public async Task A_stream_cut_in_the_middle_of_an_event_is_resumed_without_a_new_list()
    {
        await StartAsync();
        Put("a");
        await SeenAsync();

        _api.Store.CutWatches();
        Put("b");
        await SeenAsync();

        _informer.List().Select(map => map.Metadata.Name).Should().BeEquivalentTo("a", "b");
        _api.ListCount.Should().Be(1);
    }

    [Fact]
    public async Task An_expired_revision_makes_a_new_list_that_tells_what_was_missed()
    {
        var told = new List<string>();
        _informer.AddHandler(map => told.Add($"+{map.Metadata.Name}"), null, map => told.Add($"-{map.Metadata.Name}"));
        Put("kept");
        Put("lost");
        await StartAsync();
        await Eventually.IsTrue(() => _api.Store.WatchCount == 1, Token);

        _api.Store.HoldEvents("configmaps");
        _api.Remove<V1ConfigMap>("ns", "lost");
        Put("new");
        _api.Store.Compact();
        _api.Store.CutWatches();
        _api.Store.ReleaseEvents();
        await SeenAsync();

        told.Should().Equal("+kept", "+lost", "+new", "-lost");
        _api.ListCount.Should().Be(2);
    }

    [Fact]
    public async Task A_bookmark_moves_the_revision_without_telling_anything()
    {
        var told = 0;
        _informer.AddHandler(_ => told++, (_, _) => told++, _ => told++);
        await StartAsync();
        await Eventually.IsTrue(() => _api.Store.WatchCount == 1, Token);

        _api.Store.SendBookmarks();
        await SeenAsync();

        told.Should().Be(0);
    }

    [Fact]
    public async Task A_failing_server_is_asked_again_after_a_pause_that_grows()
    {
        _api.Fail(_ => true, HttpStatusCode.InternalServerError, times: 3);
        _running = _factory.RunAsync(_stop.Token);

        await SyncedWhileTimePassesAsync();

        (_time.GetUtcNow() - _time.Start).Should().BeGreaterThanOrEqualTo(TimeSpan.FromMilliseconds(700));
    }

    [Fact]
    public async Task A_watch_that_says_nothing_beyond_its_end_is_given_up()
    {
        await StartAsync();
        await Eventually.IsTrue(() => _api.Store.WatchCount == 1, Token);

        await Eventually.IsTrue(() => _api.Store.WatchCount > 1, _time, TimeSpan.FromSeconds(30), Token);

        _api.ListCount.Should().Be(1);
    }

    [Fact]
    public async Task Long_lists_come_in_pages()
    {
        Enumerable.Range(0, 1203).ToList().ForEach(number => Put($"map-{number}"));

        await StartAsync();

        _informer.List().Should().HaveCount(1203);
        _api.ListCount.Should().Be(3);
    }

    [Fact]
    public async Task An_object_made_anew_under_its_name_is_told_as_deleted_and_added()
    {
        var told = new List<string>();
        Put("a");
        await StartAsync();
        await Eventually.IsTrue(() => _api.Store.WatchCount == 1, Token);
        _informer.AddHandler(map => told.Add($"+{map.Metadata.Uid}"), (_, _) => told.Add("~"), map => told.Add($"-{map.Metadata.Uid}"));

        _api.Store.HoldEvents("configmaps");
        _api.Remove<V1ConfigMap>("ns", "a");
        Put("a");
        _api.Store.Compact();
        _api.Store.CutWatches();
        _api.Store.ReleaseEvents();
        await SeenAsync();

        told.Should().Equal("+uid-1", "-uid-1", "+uid-2");
    }

    [Fact]
    public async Task A_handler_that_throws_stops_all_informers()
    {
        _informer.AddHandler(_ => throw new InvalidOperationException("broken"), null, null);
        Put("a");

        var run = () => _factory.RunAsync(_stop.Token);

        await run.Should().ThrowAsync<InformerHandlerException>();
    }

    [Fact]
    public async Task Who_waits_for_a_revision_is_called_when_it_has_been_told()
    {
        await StartAsync();
        var called = new TaskCompletionSource<bool>();
        var wanted = _api.Store.Revision + 1;

        _informer.CallWhenSeen(wanted, () => called.TrySetResult(_informer.Get(new NamespacedName("ns", "a")) is not null));
        Put("a");

        (await called.Task.WaitAsync(Token)).Should().BeTrue();
    }

    [Fact]
    public async Task Metadata_informers_follow_any_collection()
    {
        Put("a");
        var informer = _factory.NewMetadataInformer(new GroupVersionResource("", "v1", "configmaps"));
        _running = informer.RunAsync(_stop.Token);

        await informer.WaitForSyncAsync(Token);

        informer.List().Should().ContainSingle().Which.Metadata.Name.Should().Be("a");
    }

    private void Put(string name, string color = "red") => _api.Put(new V1ConfigMap
    {
        Metadata = new V1ObjectMeta { Name = name, NamespaceProperty = "ns" },
        Data = new Dictionary<string, string> { ["color"] = color },
    });

    private async Task StartAsync()
    {
        _running = _factory.RunAsync(_stop.Token);
        await _factory.WaitForSyncAsync(Token);
    }

    private async Task SyncedWhileTimePassesAsync() => await Eventually.IsTrue(() => _informer.HasSynced, _time, TimeSpan.FromMilliseconds(10), Token);

    private async Task SeenAsync() => await Eventually.IsTrue(() => _informer.Revision >= _api.Store.Revision, _time, TimeSpan.FromMilliseconds(10), Token);
}
