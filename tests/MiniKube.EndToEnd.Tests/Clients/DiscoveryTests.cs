using MiniKube.EndToEnd.Tests.Harness;

namespace MiniKube.EndToEnd.Tests.Clients;

public sealed class DiscoveryTests(ContainerdCluster cluster) : KubectlTest(cluster)
{
    [Fact]
    public async Task Api_resources_lists_names_groups_and_scopes()
    {
        var lines = (await MustAsync("api-resources --no-headers")).Split('\n');

        lines.Should().Contain(line => System.Text.RegularExpressions.Regex.IsMatch(line, @"^pods +po +v1 +true +Pod$"));
        lines.Should().Contain(line => System.Text.RegularExpressions.Regex.IsMatch(line, @"^deployments +deploy +apps/v1 +true +Deployment$"));
        lines.Should().Contain(line => System.Text.RegularExpressions.Regex.IsMatch(line, @"^nodes +no +v1 +false +Node$"));
        (await MustAsync("api-versions")).Should().Contain("apps/v1").And.Contain("networking.k8s.io/v1");
    }

    [Fact]
    public async Task Explain_knows_fields_types_and_descriptions()
    {
        var field = await MustAsync("explain deployment.spec.strategy.rollingUpdate.maxSurge");
        field.Should().Contain("KIND:       Deployment").And.Contain("FIELD: maxSurge").And.Contain("DESCRIPTION:");

        var pod = await MustAsync("explain pod.spec.containers");
        pod.Should().Contain("image\t<string>").And.Contain("-required-");
        (await MustAsync("explain pod --recursive")).Should().Contain("hostNetwork\t<boolean>");
        (await MustFailAsync("explain pod.spec.nonsense")).Should().Contain("does not exist");
    }

    [Fact]
    public async Task Version_and_cluster_info_name_the_server()
    {
        (await MustAsync("version")).Should().MatchRegex(@"Server Version: v1\.34\.\d+");
        (await MustAsync("cluster-info")).Should().Contain("Kubernetes control plane");
        (await MustAsync("get --raw /readyz")).Should().Be("ok");
    }

    [Fact]
    public async Task Validation_names_the_unknown_field_before_anything_is_stored()
    {
        var wrong = Manifests.ConfigMap("cm", "one") + "\ndatta: {}";

        (await MustFailAsync("apply -f -", wrong)).Should().Contain("unknown field \"datta\"");
        (await MustFailAsync("get configmap cm")).Should().Contain("not found");
        (await MustAsync("apply --validate=ignore -f -", wrong)).Should().Contain("created");
    }

    [Fact]
    public async Task Server_side_dry_run_answers_and_stores_nothing()
    {
        (await MustAsync("apply --dry-run=server -f -", Manifests.Web("dry"))).Should().Contain("created (server dry run)");
        (await MustFailAsync("get deployment dry")).Should().Contain("not found");
    }
}
