using k8s.Models;
using MiniKube.Controllers.ClusterRoles;
using MiniKube.Controllers.Tests.Common;

namespace MiniKube.Controllers.Tests.ClusterRoles;

public sealed class AggregationTests
{
    [Fact]
    public void An_aggregated_role_has_the_rules_of_all_that_match_by_name_and_each_once()
    {
        var whole = Aggregated("whole", "a", "b");
        V1ClusterRole[] all = [whole, Part("z", "a", "pods"), Part("y", "b", "secrets"), Part("x", "a", "pods"), Part("w", "c", "nodes")];

        var rules = AggregationPlanner.Plan(whole, all);

        rules!.Select(rule => rule.Resources[0]).Should().Equal("pods", "secrets");
    }

    [Fact]
    public void A_role_that_is_right_or_takes_nothing_from_others_is_left_alone()
    {
        var part = Part("x", "a", "pods");
        var right = Aggregated("whole", "a") with { Rules = part.Rules };

        AggregationPlanner.Plan(right, [right, part]).Should().BeNull();
        AggregationPlanner.Plan(part, [right, part]).Should().BeNull();
    }

    [Fact]
    public async Task A_new_part_makes_the_whole_grow_and_its_end_makes_it_shrink()
    {
        await using var cluster = new ControllerCluster();
        cluster.Api.Put(Aggregated("whole", "a"));
        cluster.Api.Put(Part("x", "a", "pods"));
        cluster.Start();
        await cluster.UntilAsync(() => RulesOf(cluster).SequenceEqual(["pods"]));

        cluster.Api.Put(Part("y", "a", "secrets"));
        await cluster.UntilAsync(() => RulesOf(cluster).SequenceEqual(["pods", "secrets"]));

        cluster.Api.Remove<V1ClusterRole>("", "x");
        await cluster.UntilAsync(() => RulesOf(cluster).SequenceEqual(["secrets"]));
    }

    private static IEnumerable<string> RulesOf(ControllerCluster cluster) =>
        cluster.Api.All<V1ClusterRole>().First(role => role.Metadata.Name == "whole").Rules?.Select(rule => rule.Resources[0]) ?? [];

    private static V1ClusterRole Aggregated(string name, params string[] sources) => new()
    {
        ApiVersion = "rbac.authorization.k8s.io/v1",
        Kind = "ClusterRole",
        Metadata = new V1ObjectMeta { Name = name },
        AggregationRule = new V1AggregationRule
        {
            ClusterRoleSelectors = [.. sources.Select(source => new V1LabelSelector { MatchLabels = new Dictionary<string, string> { ["to"] = source } })],
        },
        Rules = [],
    };

    private static V1ClusterRole Part(string name, string target, string resource) => new()
    {
        ApiVersion = "rbac.authorization.k8s.io/v1",
        Kind = "ClusterRole",
        Metadata = new V1ObjectMeta { Name = name, Labels = new Dictionary<string, string> { ["to"] = target } },
        Rules = [new V1PolicyRule { Verbs = ["get"], ApiGroups = [""], Resources = [resource] }],
    };
}
