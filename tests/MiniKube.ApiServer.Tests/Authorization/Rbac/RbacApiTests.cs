using MiniKube.ApiServer.Authentication;
using MiniKube.ApiServer.Tests.Support;

namespace MiniKube.ApiServer.Tests.Authorization.Rbac;

public sealed class RbacApiTests : IAsyncLifetime
{
    private const string Rbac = "/apis/rbac.authorization.k8s.io/v1";
    private const string ReadPods = """[{"apiGroups":[""],"resources":["pods"],"verbs":["get","list"]}]""";

    private static readonly UserInfo Ann = UserInfo.Authenticated("ann");

    private ApiCluster _cluster = null!;

    public async ValueTask InitializeAsync() => _cluster = await ApiCluster.StartAsync();

    public ValueTask DisposeAsync() => _cluster.DisposeAsync();

    [Fact]
    public async Task A_right_counts_from_the_moment_it_is_given_and_only_where_it_is_given()
    {
        await _cluster.CreateClusterRoleAsync("reader", ReadPods);
        var before = await _cluster.AsAsync(Ann, "GET", "/api/v1/namespaces/default/pods");
        var binding = await _cluster.CreateAsync(
            $"{Rbac}/namespaces/default/rolebindings",
            """{"metadata":{"name":"b"},"roleRef":{"kind":"ClusterRole","name":"reader"},"subjects":[{"kind":"User","name":"ann"}]}""");
        var granted = await _cluster.AsAsync(Ann, "GET", "/api/v1/namespaces/default/pods");
        var elsewhere = await _cluster.AsAsync(Ann, "GET", "/api/v1/namespaces/kube-system/pods");
        var otherVerb = await _cluster.AsAsync(Ann, "DELETE", "/api/v1/namespaces/default/pods/p");

        before.Code.Should().Be(403);
        before.Message.Should().Be("pods is forbidden: User \"ann\" cannot list resource \"pods\" in API group \"\" in the namespace \"default\"");
        binding["roleRef"]!["apiGroup"]!.GetValue<string>().Should().Be("rbac.authorization.k8s.io");
        granted.Code.Should().Be(200);
        elsewhere.Code.Should().Be(403);
        otherVerb.Code.Should().Be(403);
    }

    [Fact]
    public async Task Nobody_writes_a_role_with_rights_they_lack()
    {
        await _cluster.CreateClusterRoleAsync("writer", """[{"apiGroups":["rbac.authorization.k8s.io"],"resources":["roles"],"verbs":["create","update","get"]}]""");
        await _cluster.CreateClusterRoleAsync("reader", ReadPods);
        await _cluster.BindAsync("ann", "writer", "default");
        await _cluster.BindAsync("ann", "reader", "default");
        const string Held = """{"metadata":{"name":"held"},"rules":[{"apiGroups":[""],"resources":["pods"],"verbs":["get"]}]}""";
        const string Lacking = """{"metadata":{"name":"lacking"},"rules":[{"apiGroups":[""],"resources":["secrets"],"verbs":["get","list"]}]}""";

        var held = await _cluster.AsAsync(Ann, "POST", $"{Rbac}/namespaces/default/roles", Held);
        var lacking = await _cluster.AsAsync(Ann, "POST", $"{Rbac}/namespaces/default/roles", Lacking);
        var widened = await _cluster.AsAsync(
            Ann, "PUT", $"{Rbac}/namespaces/default/roles/held", Held.Replace("\"get\"", "\"get\",\"delete\"", StringComparison.Ordinal));

        held.Code.Should().Be(201);
        lacking.Code.Should().Be(403);
        lacking.Message.Should().Be(
            "roles.rbac.authorization.k8s.io \"lacking\" is forbidden: user \"ann\" (groups=[\"system:authenticated\"]) is attempting to grant RBAC permissions "
            + "not currently held:\n{APIGroups:[\"\"], Resources:[\"secrets\"], Verbs:[\"get\" \"list\"]}");
        widened.Code.Should().Be(403);
        widened.Message.Should().Contain("Verbs:[\"delete\"]");
    }

    [Fact]
    public async Task Escalate_and_bind_lift_the_limit_for_those_who_have_them()
    {
        await _cluster.CreateClusterRoleAsync("escalator", """[{"apiGroups":["rbac.authorization.k8s.io"],"resources":["roles"],"verbs":["create","escalate"]}]""");
        await _cluster.CreateClusterRoleAsync(
            "binder",
            """
            [{"apiGroups":["rbac.authorization.k8s.io"],"resources":["rolebindings"],"verbs":["create"]},
             {"apiGroups":["rbac.authorization.k8s.io"],"resources":["clusterroles"],"resourceNames":["view"],"verbs":["bind"]}]
            """);
        await _cluster.BindAsync("ann", "escalator", "default");
        await _cluster.BindAsync("bob", "binder", "default");
        var bob = UserInfo.Authenticated("bob");
        const string Secrets = """{"metadata":{"name":"s"},"rules":[{"apiGroups":[""],"resources":["secrets"],"verbs":["get"]}]}""";

        var escalated = await _cluster.AsAsync(Ann, "POST", $"{Rbac}/namespaces/default/roles", Secrets);
        var view = await _cluster.AsAsync(bob, "POST", $"{Rbac}/namespaces/default/rolebindings", Binding("view"));
        var admin = await _cluster.AsAsync(bob, "POST", $"{Rbac}/namespaces/default/rolebindings", Binding("cluster-admin"));
        var missing = await _cluster.AsAsync(bob, "POST", $"{Rbac}/namespaces/default/rolebindings", Binding("nothing"));

        escalated.Code.Should().Be(201);
        view.Code.Should().Be(201);
        admin.Code.Should().Be(403);
        admin.Message.Should().Contain("attempting to grant RBAC permissions not currently held:\n{APIGroups:[\"*\"], Resources:[\"*\"], Verbs:[\"*\"]}\n{NonResourceURLs:[\"*\"], Verbs:[\"*\"]}");
        missing.Code.Should().Be(404);
    }

    [Fact]
    public async Task An_aggregation_rule_needs_every_right()
    {
        await _cluster.CreateClusterRoleAsync("writer", """[{"apiGroups":["rbac.authorization.k8s.io"],"resources":["clusterroles"],"verbs":["create"]}]""");
        await _cluster.BindAsync("ann", "writer");
        const string Aggregated = """{"metadata":{"name":"a"},"aggregationRule":{"clusterRoleSelectors":[{"matchLabels":{"x":"y"}}]},"rules":[]}""";

        var refused = await _cluster.AsAsync(Ann, "POST", $"{Rbac}/clusterroles", Aggregated);
        var accepted = await _cluster.PostAsync($"{Rbac}/clusterroles", Aggregated);

        refused.Code.Should().Be(403);
        refused.Message.Should().EndWith("must have cluster-admin privileges to use the aggregationRule");
        accepted.Code.Should().Be(201);
    }

    [Fact]
    public async Task What_a_binding_is_for_cannot_be_changed()
    {
        var made = await _cluster.CreateAsync(
            $"{Rbac}/clusterrolebindings", """{"metadata":{"name":"b"},"roleRef":{"kind":"ClusterRole","name":"view"},"subjects":[{"kind":"User","name":"ann"}]}""");
        made["roleRef"]!["name"] = "cluster-admin";

        var answer = await _cluster.PutAsync($"{Rbac}/clusterrolebindings/b", made);

        answer.Code.Should().Be(422);
        answer.Message.Should().Contain("roleRef").And.Contain("cannot change roleRef");
    }

    [Fact]
    public async Task The_default_roles_are_there_valid_and_filled()
    {
        var roles = await _cluster.GetAsync($"{Rbac}/clusterroles");
        var bindings = await _cluster.GetAsync($"{Rbac}/clusterrolebindings");
        var admin = (await _cluster.GetAsync($"{Rbac}/clusterroles/admin")).Json;
        var readiness = await _cluster.GetAsync("/readyz/poststarthook/rbac/bootstrap-roles");

        roles.Names.Should().Contain(["cluster-admin", "edit", "view", "system:node", "system:controller:job-controller"]).And.HaveCountGreaterThan(60);
        bindings.Names.Should().Contain(["cluster-admin", "system:public-info-viewer", "system:controller:job-controller"]);
        admin["rules"]!.AsArray().Count.Should().BeGreaterThan(20);
        readiness.Text.Should().Be("ok");
        foreach (var role in roles.Items)
        {
            role["kind"] = "ClusterRole";
            role["apiVersion"] = "rbac.authorization.k8s.io/v1";
            (await _cluster.PutAsync($"{Rbac}/clusterroles/{role["metadata"]!["name"]}", role)).Code.Should().Be(200);
        }
    }

    [Fact]
    public async Task Access_reviews_and_rules_reviews_follow_the_roles()
    {
        await _cluster.CreateClusterRoleAsync("reader", """[{"apiGroups":[""],"resources":["pods"],"resourceNames":["p"],"verbs":["get"]}]""");
        await _cluster.BindAsync("ann", "reader", "default");

        var can = await _cluster.AsAsync(
            Ann, "POST", "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews",
            """{"spec":{"resourceAttributes":{"verb":"get","resource":"pods","name":"p","namespace":"default"}}}""");
        var cannot = await _cluster.AsAsync(
            Ann, "POST", "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews",
            """{"spec":{"resourceAttributes":{"verb":"get","resource":"pods","name":"q","namespace":"default"}}}""");
        var list = await _cluster.AsAsync(
            Ann, "POST", "/apis/authorization.k8s.io/v1/selfsubjectrulesreviews", """{"spec":{"namespace":"default"}}""");
        var aboutOthers = await _cluster.AsAsync(
            Ann, "POST", "/apis/authorization.k8s.io/v1/subjectaccessreviews", """{"spec":{"user":"bob","nonResourceAttributes":{"verb":"get","path":"/"}}}""");

        can.Code.Should().Be(201);
        can.Json["status"]!["allowed"]!.GetValue<bool>().Should().BeTrue();
        cannot.Json["status"]!["allowed"]!.GetValue<bool>().Should().BeFalse();
        list.Json["status"]!["resourceRules"]!.ToJsonString().Should().Contain("""{"verbs":["get"],"apiGroups":[""],"resources":["pods"],"resourceNames":["p"]}""");
        list.Json["status"]!["incomplete"]!.GetValue<bool>().Should().BeFalse();
        aboutOthers.Code.Should().Be(403);
    }

    private static string Binding(string role) =>
        $$"""{"metadata":{"generateName":"b-"},"roleRef":{"kind":"ClusterRole","name":"{{role}}"},"subjects":[{"kind":"User","name":"mallory"}]}""";
}
