using System.Net;
using k8s.Models;
using Microsoft.Extensions.Time.Testing;
using MiniKube.Api.Errors;
using MiniKube.Api.Names;
using MiniKube.Client.Api;
using MiniKube.Client.Tests.Fakes;

namespace MiniKube.Client.Tests.Api;

public sealed class ApiClientTests : IDisposable
{
    private readonly FakeTimeProvider _time = new();
    private readonly FakeApi _api;

    public ApiClientTests() => _api = new FakeApi(_time);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _api.Dispose();

    [Fact]
    public async Task An_object_goes_through_its_life()
    {
        var client = _api.Client;
        var created = await client.CreateAsync(new V1ConfigMap { Metadata = new V1ObjectMeta { Name = "a", NamespaceProperty = "ns" } }, Token);
        var updated = await client.UpdateAsync(created with { Data = new Dictionary<string, string> { ["k"] = "v" } }, Token);
        var patched = await client.PatchAsync<V1ConfigMap>(new NamespacedName("ns", "a"), PatchBody.Merge(new() { ["data"] = new System.Text.Json.Nodes.JsonObject { ["k"] = null } }), Token);
        await client.DeleteAsync<V1ConfigMap>(new NamespacedName("ns", "a"), null, Token);

        updated.Data.Should().Contain("k", "v");
        patched.Data.Should().BeEmpty();
        _api.All<V1ConfigMap>().Should().BeEmpty();
    }

    [Fact]
    public async Task A_refusal_is_an_exception_with_the_status()
    {
        var get = () => _api.Client.GetAsync<V1Pod>(new NamespacedName("ns", "missing"), Token);

        var refusal = (await get.Should().ThrowAsync<ApiException>()).Which;

        refusal.IsNotFound.Should().BeTrue();
        refusal.Message.Should().Be("pods \"missing\" not found");
    }

    [Fact]
    public async Task A_stale_update_is_a_conflict()
    {
        var old = _api.Put(new V1ConfigMap { Metadata = new V1ObjectMeta { Name = "a", NamespaceProperty = "ns" } });
        _api.Put(old with { Data = new Dictionary<string, string> { ["k"] = "v" } });

        var update = () => _api.Client.UpdateAsync(old, Token);

        (await update.Should().ThrowAsync<ApiException>()).Which.IsConflict.Should().BeTrue();
    }

    [Fact]
    public async Task Discovery_goes_on_where_one_group_fails()
    {
        var verbs = System.Collections.Immutable.ImmutableArray.Create("list", "delete");
        _api.Store.Discovered.Add(new DiscoveredResource(new("", "v1", "pods"), new("", "v1", "Pod"), true, verbs));
        _api.Store.Discovered.Add(new DiscoveredResource(new("apps", "v1", "deployments"), new("apps", "v1", "Deployment"), true, verbs));
        _api.Store.Discovered.Add(new DiscoveredResource(new("broken", "v1", "things"), new("broken", "v1", "Thing"), true, verbs));
        _api.Fail(request => request.RequestUri!.AbsolutePath == "/apis/broken/v1", HttpStatusCode.ServiceUnavailable);

        var result = await _api.Client.DiscoverAsync(Token);

        result.Resources.Select(resource => resource.Resource.Resource).Should().Equal("pods", "deployments");
        result.Failed.Should().Equal(new GroupVersion("broken", "v1"));
    }

    [Fact]
    public async Task Items_of_a_list_know_their_type()
    {
        _api.Put(new V1Pod { Metadata = new V1ObjectMeta { Name = "a", NamespaceProperty = "ns" } });

        var list = await _api.Client.ListAsync<V1Pod>("ns", ListOptions.All, Token);

        list.Items.Should().ContainSingle().Which.Kind.Should().Be("Pod");
        list.ResourceVersion.Should().Be(_api.Store.Revision.ToString());
    }

    [Fact]
    public async Task A_server_that_asks_to_be_tried_again_is_tried_again_when_it_says()
    {
        _api.Fail(_ => true, HttpStatusCode.TooManyRequests, times: 2, retryAfter: TimeSpan.FromSeconds(3));

        var created = _api.Client.CreateAsync(new V1ConfigMap { Metadata = new V1ObjectMeta { Name = "a", NamespaceProperty = "ns" } }, Token);
        await Eventually.IsTrue(() => created.IsCompleted, _time, TimeSpan.FromMilliseconds(100), Token);

        (await created).Metadata.Name.Should().Be("a");
        (_time.GetUtcNow() - _time.Start).Should().BeGreaterThanOrEqualTo(TimeSpan.FromSeconds(6));
    }

    [Fact]
    public async Task A_refusal_without_a_retry_time_is_told_at_once()
    {
        _api.Fail(_ => true, HttpStatusCode.TooManyRequests);

        var get = () => _api.Client.GetAsync<V1Pod>(new NamespacedName("ns", "a"), Token);

        (await get.Should().ThrowAsync<ApiException>()).Which.Status.Code.Should().Be(429);
    }

    [Fact]
    public async Task An_expired_watch_is_an_exception_not_an_event()
    {
        _api.Put(new V1ConfigMap { Metadata = new V1ObjectMeta { Name = "a", NamespaceProperty = "ns" } });
        _api.Store.Compact();

        var watch = async () =>
        {
            await foreach (var change in _api.Client.WatchAsync<V1ConfigMap>("ns", new WatchOptions { ResourceVersion = "1" }, Token))
            {
                change.Object.Should().BeNull("there is nothing to tell");
            }
        };

        (await watch.Should().ThrowAsync<ApiException>()).Which.IsGone.Should().BeTrue();
    }
}
