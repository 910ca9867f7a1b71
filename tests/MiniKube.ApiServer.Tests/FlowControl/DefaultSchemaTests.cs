using MiniKube.ApiServer.Authentication;
using MiniKube.ApiServer.FlowControl;
using MiniKube.ApiServer.FlowControl.Schemas;
using MiniKube.ApiServer.Http;

namespace MiniKube.ApiServer.Tests.FlowControl;

public sealed class DefaultSchemaTests
{
    private static readonly IReadOnlyList<FlowSchema> Schemas = [.. FlowControlConfig.InOrder(DefaultFlowControl.Schemas().Select(FlowControlReader.Schema))];

    [Theory]
    [InlineData("admin", "system:masters", "GET", "/api/v1/pods", "exempt", "exempt")]
    [InlineData("system:anonymous", "system:unauthenticated", "GET", "/healthz", "probes", "exempt")]
    [InlineData("system:kube-scheduler", "system:authenticated", "PUT", "/apis/coordination.k8s.io/v1/namespaces/kube-system/leases/kube-scheduler", "system-leader-election", "leader-election")]
    [InlineData("system:kube-scheduler", "system:authenticated", "GET", "/api/v1/pods", "kube-scheduler", "workload-high")]
    [InlineData("system:serviceaccount:kube-system:endpoint-controller", "system:serviceaccounts", "PUT", "/api/v1/namespaces/x/endpoints/e", "endpoint-controller", "workload-high")]
    [InlineData("system:serviceaccount:kube-system:deployment-controller", "system:serviceaccounts", "GET", "/api/v1/pods", "kube-system-service-accounts", "workload-high")]
    [InlineData("system:node:a", "system:nodes", "PATCH", "/api/v1/nodes/a/status", "system-node-high", "node-high")]
    [InlineData("system:node:a", "system:nodes", "PUT", "/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases/a", "system-node-high", "node-high")]
    [InlineData("system:node:a", "system:nodes", "GET", "/api/v1/namespaces/x/pods/p", "system-nodes", "system")]
    [InlineData("system:serviceaccount:x:app", "system:serviceaccounts", "GET", "/api/v1/namespaces/x/pods", "service-accounts", "workload-low")]
    [InlineData("alice", "system:authenticated", "GET", "/api/v1/namespaces/x/pods", "global-default", "global-default")]
    [InlineData("alice", "system:authenticated", "GET", "/version", "global-default", "global-default")]
    [InlineData("nobody", "none", "GET", "/version", "", "")]
    public void Requests_go_where_a_cluster_of_this_version_sends_them(string user, string group, string method, string path, string schema, string level)
    {
        var request = RequestInfoParser.Parse(method, path, _ => null);

        var found = Schemas.FirstOrDefault(each => each.Matches(new UserInfo(user, "", [group]), request));

        (found?.Name ?? "", found?.PriorityLevel ?? "").Should().Be((schema, level));
    }

    [Fact]
    public void What_tells_flows_apart_is_the_user_or_the_namespace()
    {
        var request = RequestInfoParser.Parse("GET", "/api/v1/namespaces/x/pods", _ => null);
        var user = new UserInfo("alice", "", []);

        (new FlowSchema { Name = "s", PriorityLevel = "l", Distinguisher = FlowDistinguisher.ByUser }).DistinguisherOf(user, request).Should().Be("alice");
        (new FlowSchema { Name = "s", PriorityLevel = "l", Distinguisher = FlowDistinguisher.ByNamespace }).DistinguisherOf(user, request).Should().Be("x");
        (new FlowSchema { Name = "s", PriorityLevel = "l" }).DistinguisherOf(user, request).Should().BeEmpty();
    }
}
