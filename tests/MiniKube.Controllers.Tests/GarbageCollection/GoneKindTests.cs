using k8s.Models;
using MiniKube.Api.Names;
using MiniKube.Client.Api;
using MiniKube.Client.Informers;
using MiniKube.Client.Queues;
using MiniKube.Controllers.GarbageCollection;
using MiniKube.Controllers.Tests.Common;

namespace MiniKube.Controllers.Tests.GarbageCollection;

/// <summary>Objects of custom kinds own others; their kind may be gone before anybody has looked.</summary>
public sealed class GoneKindTests : IAsyncDisposable
{
    private static readonly DiscoveredResource Definitions = Resource("apiextensions.k8s.io", "customresourcedefinitions", "CustomResourceDefinition");
    private static readonly DiscoveredResource Sites = Resource("web.example.com", "sites", "Site");
    private static readonly DiscoveredResource Maps = Resource("", "configmaps", "ConfigMap");

    private readonly ControllerCluster _cluster = new();
    private readonly OwnershipGraph _graph = new();
    private readonly WorkQueue<string> _queue;
    private readonly GraphEvents _events;

    public GoneKindTests()
    {
        _queue = new WorkQueue<string>(_cluster.Time);
        _events = new GraphEvents(_graph, _queue, _ => { });
    }

    private static V1OwnerReference Reference => new() { ApiVersion = "web.example.com/v1", Kind = "Site", Name = "blog", Uid = "site" };

    public async ValueTask DisposeAsync()
    {
        _queue.Dispose();
        await _cluster.DisposeAsync();
    }

    [Fact]
    public async Task An_owner_whose_deletion_was_seen_is_absent_though_its_kind_is_served_no_more()
    {
        var sites = Attach(Sites);
        sites.Add(Metadata("blog", "site"));
        Attach(Maps).Add(Metadata("page", "map", Reference));

        sites.Delete(Metadata("blog", "site"));

        (await FindAsync()).Should().Be(OwnerState.Absent);
        _queue.PendingCount.Should().Be(1, "its dependent is looked at");
    }

    [Fact]
    public async Task A_definition_that_goes_takes_its_objects_with_it_whose_own_events_never_came()
    {
        var definitions = Attach(Definitions);
        Attach(Sites).Add(Metadata("blog", "site"));
        Attach(Maps).Add(Metadata("page", "map", Reference));

        definitions.Delete(Metadata("other.web.example.com", "definition-1"));
        var before = await FindAsync();
        definitions.Delete(Metadata("sites.web.example.com", "definition-2"));

        before.Should().Be(OwnerState.Solid);
        (await FindAsync()).Should().Be(OwnerState.Absent);
    }

    [Fact]
    public async Task An_owner_that_nobody_has_seen_go_is_not_called_absent()
    {
        Attach(Maps).Add(Metadata("page", "map", Reference));

        var asking = () => FindAsync();

        await asking.Should().ThrowAsync<InvalidOperationException>();
    }

    private Task<OwnerState> FindAsync() =>
        new OwnerLookup(_cluster.Client, _graph, new ServedResources()).FindAsync(_graph.Find("map")!, Reference, TestContext.Current.CancellationToken);

    private ScriptedInformer Attach(DiscoveredResource resource)
    {
        var informer = new ScriptedInformer();
        _events.Attach(resource, informer);
        return informer;
    }

    private static DiscoveredResource Resource(string group, string plural, string kind) =>
        new(new GroupVersionResource(group, "v1", plural), new GroupVersionKind(group, "v1", kind), IsNamespaced: false, ["list", "watch", "delete", "get"]);

    private static PartialObjectMetadata Metadata(string name, string uid, params V1OwnerReference[] owners) =>
        new() { Metadata = new V1ObjectMeta { Name = name, Uid = uid, ResourceVersion = "1", OwnerReferences = owners } };

    /// <summary>Says what the test says, to the one handler that there is.</summary>
    private sealed class ScriptedInformer : IInformer<PartialObjectMetadata>
    {
        public Action<PartialObjectMetadata> Add { get; private set; } = _ => { };

        public Action<PartialObjectMetadata> Delete { get; private set; } = _ => { };

        public bool HasSynced => true;

        public long Revision => 1;

        public int DispatchingCount => 0;

        public void AddHandler(Action<PartialObjectMetadata>? added, Action<PartialObjectMetadata, PartialObjectMetadata>? updated, Action<PartialObjectMetadata>? deleted) =>
            (Add, Delete) = (added!, deleted!);

        public Task WaitForSyncAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public void CallWhenSeen(long revision, Action callback) => callback();

        public PartialObjectMetadata? Get(NamespacedName name) => null;

        public IReadOnlyList<PartialObjectMetadata> List() => [];

        public IReadOnlyList<PartialObjectMetadata> ByIndex(string index, string value) => [];

        public void AddIndex(string index, Func<PartialObjectMetadata, IEnumerable<string>> values)
        {
        }
    }
}
