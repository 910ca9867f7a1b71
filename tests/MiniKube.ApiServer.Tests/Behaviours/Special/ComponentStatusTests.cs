using MiniKube.ApiServer.Tests.Support;

namespace MiniKube.ApiServer.Tests.Behaviours.Special;

public sealed class ComponentStatusTests
{
    private const string Statuses = "/api/v1/componentstatuses";
    private const string Leases = "/apis/coordination.k8s.io/v1/namespaces/kube-system/leases";

    [Fact]
    public async Task The_parts_of_the_control_plane_are_listed_with_a_warning_that_this_is_deprecated()
    {
        await using var cluster = await ApiCluster.StartAsync();
        await cluster.CreateAsync(Leases, Lease("kube-scheduler", "2026-05-04T03:01:55.000000Z"));
        await cluster.CreateAsync(Leases, Lease("kube-controller-manager", "2026-05-04T03:01:20.000000Z"));

        var list = await cluster.GetAsync(Statuses);

        list.Warnings.Should().Equal("299 - \"v1 ComponentStatus is deprecated in v1.19+\"");
        list.Text.Should().Be(
            """{"kind":"ComponentStatusList","apiVersion":"v1","metadata":{},"items":["""
            + """{"metadata":{"name":"controller-manager"},"conditions":[{"type":"Healthy","status":"False","message":"nobody holds the Lease kube-system/kube-controller-manager since 2026-05-04T03:01:20Z"}]},"""
            + """{"metadata":{"name":"etcd-0"},"conditions":[{"type":"Healthy","status":"True","message":"ok"}]},"""
            + """{"metadata":{"name":"scheduler"},"conditions":[{"type":"Healthy","status":"True","message":"ok"}]}]}""");
    }

    [Fact]
    public async Task One_is_read_by_its_name_in_every_form()
    {
        await using var cluster = await ApiCluster.StartAsync();

        var one = await cluster.GetAsync($"{Statuses}/etcd-0");
        var table = await cluster.GetAsync(Statuses, "application/json;as=Table;v=v1;g=meta.k8s.io");
        var yaml = await cluster.GetAsync($"{Statuses}/scheduler", "application/yaml");
        var selected = await cluster.GetAsync($"{Statuses}?fieldSelector=metadata.name%3Dscheduler");
        var missing = await cluster.GetAsync($"{Statuses}/kubelet");
        var write = await cluster.PostAsync(Statuses, "{}");

        one.Text.Should().Be("""{"kind":"ComponentStatus","apiVersion":"v1","metadata":{"name":"etcd-0"},"conditions":[{"type":"Healthy","status":"True","message":"ok"}]}""");
        one.Warnings.Should().ContainSingle();
        table.Json["rows"]!.AsArray().Select(row => string.Join('|', row!["cells"]!.AsArray().Select(cell => $"{cell}"))).Should().Equal(
            "controller-manager|Unhealthy|nobody holds the Lease kube-system/kube-controller-manager|",
            "etcd-0|Healthy|ok|",
            "scheduler|Unhealthy|nobody holds the Lease kube-system/kube-scheduler|");
        yaml.Text.Should().Contain("name: scheduler").And.Contain("nobody holds the Lease");
        selected.Names.Should().Equal("scheduler");
        (missing.Code, missing.Message).Should().Be((404, "componentstatuses \"kubelet\" not found"));
        write.Code.Should().Be(405);
    }

    private static string Lease(string name, string renewed) =>
        $$$"""{"metadata":{"name":"{{{name}}}"},"spec":{"holderIdentity":"x","leaseDurationSeconds":15,"renewTime":"{{{renewed}}}"}}""";
}
