using MiniKube.Api.Models;
using MiniKube.Api.Names;
using MiniKube.Controllers.Tests.Common;
using k8s.Models;

namespace MiniKube.Controllers.Tests.GarbageCollection;

public sealed class GarbageCollectorTests : IAsyncDisposable
{
    private readonly ControllerCluster _cluster = new();

    private static V1Preconditions AnyUid => new();

    public ValueTask DisposeAsync() => _cluster.DisposeAsync();

    [Fact]
    public async Task What_an_object_owned_goes_with_it_to_the_last_grandchild()
    {
        _cluster.Start();
        var owner = Map("owner");
        var child = Map("child", owner);
        Map("grandchild", child);
        Map("stranger");

        await DeleteAsync("owner", "Background");

        await _cluster.UntilAsync(() => Names().SequenceEqual(["stranger"]));
    }

    [Fact]
    public async Task In_the_foreground_the_owner_goes_last()
    {
        _cluster.Start();
        var owner = Map("owner");
        var child = Map("child", owner);
        child.Metadata.Finalizers = ["test/hold"];
        _cluster.Api.Put(child);
        await DeleteAsync("owner", "Foreground");
        await _cluster.UntilAsync(() => Find("child")!.IsBeingDeleted);
        var ownerWhileWaiting = Find("owner");

        var held = Find("child")!;
        held.Metadata.Finalizers = [];
        await _cluster.Client.UpdateAsync(held, ControllerCluster.Token);

        await _cluster.UntilAsync(() => Names().Count == 0);
        ownerWhileWaiting!.Metadata.Finalizers.Should().Equal("foregroundDeletion");
    }

    [Fact]
    public async Task Orphans_stay_and_forget_their_owner()
    {
        _cluster.Start();
        var owner = Map("owner");
        Map("child", owner);
        await _cluster.UntilAsync(() => _cluster.Api.Store.WatchCount > 10);

        await DeleteAsync("owner", "Orphan");

        await _cluster.UntilAsync(() => Names().SequenceEqual(["child"]));
        Find("child")!.Metadata.OwnerReferences.Should().BeNullOrEmpty();
    }

    [Fact]
    public async Task A_child_with_a_second_owner_stays_with_that_one()
    {
        _cluster.Start();
        var first = Map("first");
        var second = Map("second");
        Map("child", first, second);

        await DeleteAsync("first", "Background");

        await _cluster.UntilAsync(() => Find("child")!.Metadata.OwnerReferences.Count == 1);
        Find("child")!.Metadata.OwnerReferences[0].Uid.Should().Be(second.Metadata.Uid);
    }

    [Fact]
    public async Task A_circle_of_owners_does_not_hold_itself_up()
    {
        _cluster.Start();
        var one = Map("one");
        var two = Map("two", one);
        one.Metadata.OwnerReferences = [Reference(two)];
        _cluster.Api.Put(one);
        await _cluster.UntilAsync(() => _cluster.Api.Store.WatchCount > 10);

        await DeleteAsync("one", "Foreground");

        await _cluster.UntilAsync(() => Names().Count == 0);
    }

    [Fact]
    public async Task An_owner_that_never_was_or_is_another_by_now_is_absent()
    {
        var impostor = Map("owner");
        Map("of-nobody", impostor with { Metadata = new V1ObjectMeta { Name = "missing", Uid = "never" } });
        Map("of-another", impostor with { Metadata = new V1ObjectMeta { Name = "owner", Uid = "before" } });

        _cluster.Start();

        await _cluster.UntilAsync(() => Names().SequenceEqual(["owner"]));
    }

    [Fact]
    public async Task An_owner_of_a_kind_that_is_not_served_keeps_its_dependents()
    {
        var alien = Map("alien");
        Map("child", alien with { Kind = "Thing", ApiVersion = "unknown.example/v1" });
        _cluster.Start();
        _cluster.Api.Remove<V1ConfigMap>("ns", "alien");
        await _cluster.UntilAsync(() => _cluster.Host.DelayedCount > 0);

        Names().Should().Equal("child");
    }

    private static V1OwnerReference Reference(V1ConfigMap owner) => new()
    {
        ApiVersion = owner.ApiVersion,
        Kind = owner.Kind,
        Name = owner.Metadata.Name,
        Uid = owner.Metadata.Uid,
        BlockOwnerDeletion = true,
    };

    private V1ConfigMap Map(string name, params V1ConfigMap[] owners) => _cluster.Api.Put(new V1ConfigMap
    {
        Metadata = new V1ObjectMeta { Name = name, NamespaceProperty = "ns", OwnerReferences = [.. owners.Select(Reference)] },
    });

    private V1ConfigMap? Find(string name) => _cluster.Api.Find<V1ConfigMap>("ns", name);

    private List<string> Names() => [.. _cluster.Api.All<V1ConfigMap>().Select(map => map.Metadata.Name)];

    private async Task DeleteAsync(string name, string policy) => await _cluster.Client.DeleteAsync<V1ConfigMap>(
        new NamespacedName("ns", name), new V1DeleteOptions { PropagationPolicy = policy, Preconditions = AnyUid }, ControllerCluster.Token);
}
