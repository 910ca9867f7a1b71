using CsCheck;
using k8s.Models;
using MiniKube.Scheduler.Planning;
using MiniKube.Scheduler.Snapshot;
using static MiniKube.Scheduler.Tests.Objects;

namespace MiniKube.Scheduler.Tests.Planning;

public sealed class SchedulingPlannerTests
{
    [Fact]
    public void Without_nodes_nothing_can_be_scheduled() =>
        Plan(Pod("p")).Should().BeOfType<SchedulingPlan.Unschedulable>().Which.Message.Should().Be("no nodes available to schedule pods");

    [Fact]
    public void A_pod_goes_where_its_request_still_fits()
    {
        var full = NodeInfo.From(Node("full", cpu: "1")).With(Pod("other", cpu: "800m"));
        var free = NodeInfo.From(Node("free", cpu: "1"));

        Plan(Pod("p", cpu: "500m"), full, free).Should().Be(new SchedulingPlan.Bind("free"));
    }

    [Fact]
    public void Every_reason_is_told_with_the_number_of_nodes()
    {
        var small = NodeInfo.From(Node("small", cpu: "1"));
        var crowded = NodeInfo.From(Node("crowded", pods: "0"));
        var cordoned = Node("cordoned");
        cordoned.Spec.Unschedulable = true;

        var plan = Plan(Pod("p", cpu: "2"), small, crowded, NodeInfo.From(cordoned));

        plan.Should().BeOfType<SchedulingPlan.Unschedulable>().Which.Message
            .Should().Be("0/3 nodes are available: 1 Insufficient cpu, 1 Too many pods, 1 node(s) were unschedulable.");
    }

    [Fact]
    public void A_node_selector_must_match()
    {
        var pod = Pod("p");
        pod.Spec.NodeSelector = new Dictionary<string, string> { ["kubernetes.io/hostname"] = "b" };

        Plan(pod, NodeInfo.From(Node("a")), NodeInfo.From(Node("b"))).Should().Be(new SchedulingPlan.Bind("b"));
        Plan(pod, NodeInfo.From(Node("a"))).Should().BeOfType<SchedulingPlan.Unschedulable>();
    }

    [Theory]
    [InlineData("In", "a,b", true)]
    [InlineData("In", "b", false)]
    [InlineData("NotIn", "a", false)]
    [InlineData("NotIn", "b", true)]
    [InlineData("Exists", "", true)]
    [InlineData("DoesNotExist", "", false)]
    public void Required_node_affinity_follows_its_operator(string operation, string values, bool fits)
    {
        var pod = Pod("p");
        pod.Spec.Affinity = Affinity("kubernetes.io/hostname", operation, values.Length == 0 ? [] : values.Split(','));

        (Plan(pod, NodeInfo.From(Node("a"))) is SchedulingPlan.Bind).Should().Be(fits);
    }

    [Theory]
    [InlineData("Gt", "5", true)]
    [InlineData("Gt", "8", false)]
    [InlineData("Lt", "9", true)]
    [InlineData("Lt", "many", false)]
    public void Required_node_affinity_compares_numbers(string operation, string bound, bool fits)
    {
        var node = Node("a");
        node.Metadata.Labels["cores"] = "8";
        var pod = Pod("p");
        pod.Spec.Affinity = Affinity("cores", operation, [bound]);

        (Plan(pod, NodeInfo.From(node)) is SchedulingPlan.Bind).Should().Be(fits);
    }

    [Theory]
    [InlineData(null, null, null, false)]
    [InlineData("dedicated", "Equal", "db", true)]
    [InlineData("dedicated", "Equal", "web", false)]
    [InlineData("dedicated", "Exists", null, true)]
    [InlineData(null, "Exists", null, true)]
    public void A_taint_keeps_pods_away_unless_they_tolerate_it(string? key, string? operation, string? value, bool fits)
    {
        var node = Node("a");
        node.Spec.Taints = [new V1Taint { Key = "dedicated", Value = "db", Effect = "NoSchedule" }];
        var pod = Pod("p");
        if (operation is not null)
        {
            pod.Spec.Tolerations = [new V1Toleration { Key = key, OperatorProperty = operation, Value = value }];
        }

        (Plan(pod, NodeInfo.From(node)) is SchedulingPlan.Bind).Should().Be(fits);
    }

    [Fact]
    public void A_taint_that_only_prefers_is_avoided_while_there_is_a_choice()
    {
        var node = Node("a");
        node.Spec.Taints = [new V1Taint { Key = "flaky", Effect = "PreferNoSchedule" }];

        Plan(Pod("p"), NodeInfo.From(node), NodeInfo.From(Node("b"))).Should().Be(new SchedulingPlan.Bind("b"));
        Plan(Pod("p"), NodeInfo.From(node)).Should().Be(new SchedulingPlan.Bind("a"));
    }

    [Fact]
    public void A_host_port_is_given_once()
    {
        V1Pod WithPort(string name, string? address)
        {
            var pod = Pod(name);
            pod.Spec.Containers[0].Ports = [new V1ContainerPort { ContainerPort = 80, HostPort = 80, HostIP = address, Protocol = "TCP" }];
            return pod;
        }

        var taken = NodeInfo.From(Node("a")).With(WithPort("first", "10.0.0.1"));

        Plan(WithPort("p", null), taken).Should().BeOfType<SchedulingPlan.Unschedulable>();
        Plan(WithPort("p", "10.0.0.1"), taken).Should().BeOfType<SchedulingPlan.Unschedulable>();
        Plan(WithPort("p", "10.0.0.2"), taken).Should().Be(new SchedulingPlan.Bind("a"));
    }

    [Fact]
    public void The_emptier_node_is_preferred()
    {
        var busy = NodeInfo.From(Node("busy")).With(Pod("x", cpu: "2", memory: "4Gi"));

        Plan(Pod("p"), busy, NodeInfo.From(Node("idle"))).Should().Be(new SchedulingPlan.Bind("idle"));
    }

    [Fact]
    public void Pods_of_one_controller_are_spread_even_when_they_ask_for_nothing()
    {
        V1Pod Replica(string name)
        {
            var pod = Pod(name);
            pod.Metadata.OwnerReferences = [new V1OwnerReference { Uid = "set", Controller = true, Kind = "ReplicaSet", Name = "set" }];
            return pod;
        }

        var nodes = new[] { "a", "b", "c" }.Select(name => NodeInfo.From(Node(name))).ToArray();
        for (var replica = 0; replica < 9; replica++)
        {
            var pod = Replica("r" + replica);
            var chosen = ((SchedulingPlan.Bind)Plan(pod, nodes)).NodeName;
            nodes = [.. nodes.Select(node => node.Name == chosen ? node.With(pod) : node)];
        }

        nodes.Should().AllSatisfy(node => node.Pods.Should().HaveCount(3));
    }

    [Fact]
    public void No_node_is_ever_given_more_than_it_has() =>
        Gen.Select(Gen.Int[1, 6], Gen.Int[100, 1500].Array[0, 40], Gen.Int).Sample((nodeCount, requests, chance) =>
        {
            var nodes = Enumerable.Range(0, nodeCount).Select(i => NodeInfo.From(Node("n" + i, cpu: "2", pods: "8"))).ToArray();
            foreach (var (request, index) in requests.Select((request, index) => (request, index)))
            {
                var pod = Pod("p" + index, cpu: request + "m");
                if (SchedulingPlanner.Default.Plan(Info(pod), Cluster(nodes), chance) is SchedulingPlan.Bind bind)
                {
                    nodes = [.. nodes.Select(node => node.Name == bind.NodeName ? node.With(pod) : node)];
                }
            }

            return nodes.All(node => node.Requested.MilliCpu <= 2000 && node.Pods.Count <= 8);
        });

    [Fact]
    public void Equal_nodes_share_the_choice()
    {
        var nodes = Enumerable.Range(0, 4).Select(i => NodeInfo.From(Node("n" + i))).ToArray();

        var chosen = Enumerable.Range(0, 400)
            .Select(chance => ((SchedulingPlan.Bind)SchedulingPlanner.Default.Plan(Info(Pod("p")), Cluster(nodes), chance * 7919)).NodeName)
            .GroupBy(name => name)
            .ToDictionary(group => group.Key, group => group.Count());

        chosen.Should().HaveCount(4);
        chosen.Values.Should().AllSatisfy(count => count.Should().BeInRange(50, 150));
    }

    private static SchedulingPlan Plan(V1Pod pod, params NodeInfo[] nodes) =>
        SchedulingPlanner.Default.Plan(Info(pod), Cluster(nodes), chance: 1);

    private static V1Affinity Affinity(string key, string operation, IList<string> values) => new()
    {
        NodeAffinity = new V1NodeAffinity
        {
            RequiredDuringSchedulingIgnoredDuringExecution = new V1NodeSelector
            {
                NodeSelectorTerms =
                [
                    new V1NodeSelectorTerm
                    {
                        MatchExpressions = [new V1NodeSelectorRequirement { Key = key, OperatorProperty = operation, Values = values }],
                    },
                ],
            },
        },
    };
}
