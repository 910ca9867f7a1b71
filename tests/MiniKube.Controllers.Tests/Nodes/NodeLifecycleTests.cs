using System.Globalization;
using MiniKube.Client.Informers;
using MiniKube.Controllers.Nodes;
using MiniKube.Controllers.Nodes.Health;
using MiniKube.Controllers.Tests.Common;
using k8s.Models;
using static MiniKube.Controllers.Tests.Nodes.NodeObjects;

namespace MiniKube.Controllers.Tests.Nodes;

public sealed class NodeLifecycleTests : IAsyncDisposable
{
    private readonly ControllerCluster _cluster = new();
    private string _newestBeat = "0";

    public ValueTask DisposeAsync() => _cluster.DisposeAsync();

    [Fact]
    public async Task A_node_that_goes_silent_is_told_so_and_its_pods_go_when_their_patience_ends()
    {
        Put(Node("quiet"), Node("fine"));
        _cluster.Api.Put(PodOn("quiet", "patient", Tolerates(NodeTaintPlanner.Unreachable, 300)));
        _cluster.Api.Put(PodOn("quiet", "stays", Tolerates(NodeTaintPlanner.Unreachable)));
        _cluster.Api.Put(PodOn("quiet", "leaves"));
        _cluster.Api.Put(PodOn("fine", "elsewhere"));
        var start = _cluster.Time.GetUtcNow();
        _cluster.Start();

        await UntilAsync(() => _cluster.ActivePods.Count == 3, alive: "fine");

        (_cluster.Time.GetUtcNow() - start).Should().BeGreaterThanOrEqualTo(TimeSpan.FromSeconds(50));
        var node = Find("quiet");
        node.Status.Conditions.Where(condition => condition.Type != "NetworkUnavailable").Should().HaveCount(4).And.OnlyContain(condition => condition.Status == "Unknown");
        Taints(node).Should().Be("node.kubernetes.io/unreachable:NoSchedule node.kubernetes.io/unreachable:NoExecute");
        Ready("stays").Should().Be("False");
        Ready("elsewhere").Should().Be("True");
        var told = node.Spec.Taints.Single(taint => taint.Effect == "NoExecute").TimeAdded!.Value;

        await UntilAsync(() => _cluster.ActivePods.Count == 2, alive: "fine");

        var patient = _cluster.Pods.Single(pod => pod.Metadata.Name == "patient");
        (patient.Metadata.DeletionTimestamp!.Value - told).Should().BeGreaterThanOrEqualTo(TimeSpan.FromSeconds(300));
        _cluster.ActivePods.Select(pod => pod.Metadata.Name).Should().BeEquivalentTo("stays", "elsewhere");
        _cluster.Api.Writes.Count(write => write == "DELETE /api/v1/namespaces/ns/pods/patient").Should().Be(1);
    }

    [Fact]
    public async Task A_node_that_speaks_again_loses_its_taints_and_keeps_who_is_still_there()
    {
        Put(Node("back"), Node("fine"));
        _cluster.Api.Put(PodOn("back", "patient", Tolerates(NodeTaintPlanner.Unreachable, 300)));
        _cluster.Start();
        await UntilAsync(() => Taints(Find("back")).Contains("NoExecute", StringComparison.Ordinal), alive: "fine");

        var node = Find("back");
        _cluster.Api.Put(node with { Status = Node("back").Status });
        await UntilAsync(() => Taints(Find("back")).Length == 0, "fine", "back");
        await WaitAsync(TimeSpan.FromSeconds(400), "fine", "back");

        _cluster.ActivePods.Should().ContainSingle();
    }

    [Fact]
    public async Task Where_every_node_is_silent_nobody_is_evicted()
    {
        Put(Node("one"), Node("two"));
        _cluster.Api.Put(PodOn("one", "kept"));
        _cluster.Start();

        await UntilAsync(() => Taints(Find("one")) == "node.kubernetes.io/unreachable:NoSchedule" && Taints(Find("two")) == "node.kubernetes.io/unreachable:NoSchedule");
        await WaitAsync(TimeSpan.FromSeconds(60));

        _cluster.ActivePods.Should().ContainSingle();
    }

    [Fact]
    public async Task The_taint_of_a_new_node_goes_with_its_first_ready_status()
    {
        _cluster.Start();
        _cluster.Api.Put(Node("new", "False", [Taint(NodeTaintPlanner.NotReady, "NoSchedule")]));
        await UntilAsync(() => Find("new").Spec.Taints is [{ Effect: "NoSchedule" }], alive: "new");

        _cluster.Api.Put(Node("new", "True", Find("new").Spec.Taints));

        await UntilAsync(() => Taints(Find("new")).Length == 0, alive: "new");
    }

    private static string Taints(V1Node node) => string.Join(' ', (node.Spec.Taints ?? []).Select(taint => $"{taint.Key}:{taint.Effect}"));

    private string? Ready(string pod) =>
        _cluster.Pods.Single(each => each.Metadata.Name == pod).Status.Conditions.Single(condition => condition.Type == "Ready").Status;

    private V1Node Find(string name) => _cluster.Api.Find<V1Node>("", name)!;

    private void Put(params V1Node[] nodes)
    {
        foreach (var node in nodes)
        {
            _cluster.Api.Put(node);
            Beat(node.Metadata.Name);
        }
    }

    private void Beat(string node) => _newestBeat = _cluster.Api.Put(Lease(node, _cluster.Time.GetUtcNow())).Metadata.ResourceVersion;

    /// <summary>The controller knows every lease that was renewed: however busy the machine is, no living node looks silent to it.</summary>
    private bool HasHeardAll() =>
        _cluster.Host.Informers?.For<V1Lease>(new InformerScope { Namespace = NodeLifecycleReconciler.LeaseNamespace }) is { } leases
        && leases.Revision >= long.Parse(_newestBeat, CultureInfo.InvariantCulture);

    private Task WaitAsync(TimeSpan time, params string[] alive)
    {
        var end = _cluster.Time.GetUtcNow() + time;
        return UntilAsync(() => _cluster.Time.GetUtcNow() >= end, alive);
    }

    /// <summary>Time passes by the second, and the nodes that are alive renew their leases.</summary>
    private Task UntilAsync(Func<bool> condition, params string[] alive) => _cluster.UntilAsync(() =>
    {
        if (condition())
        {
            return true;
        }

        if (!HasHeardAll())
        {
            return false;
        }

        _cluster.Time.Advance(TimeSpan.FromSeconds(1));
        foreach (var name in alive)
        {
            Beat(name);
        }

        return false;
    });
}
