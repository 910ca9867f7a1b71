using System.Text.Json.Nodes;
using MiniKube.ApiServer.Audit;
using MiniKube.ApiServer.Registry;
using MiniKube.ApiServer.Tests.Support;

namespace MiniKube.ApiServer.Tests.Audit;

public sealed class AuditTruncationTests
{
    private const string Rules = "omitStages: [RequestReceived]\nrules: [{level: RequestResponse, verbs: [create], resources: [{group: '', resources: [configmaps]}]}]";

    [Fact]
    public async Task A_record_that_is_too_large_loses_its_bodies_and_says_so()
    {
        var (small, large) = await RecordAsync(new AuditTruncateOptions { IsEnabled = true, EventBytesMax = 4096 });

        (small.ContainsKey("requestObject"), small.ContainsKey("responseObject")).Should().Be((true, true));
        (large!.ContainsKey("requestObject"), large.ContainsKey("responseObject")).Should().Be((false, false));
        large.Child("annotations").Text("audit.k8s.io/truncated").Should().Be("true");
        large.Child("responseStatus").Integer("code").Should().Be(201);
        small.Child("annotations")!.ContainsKey("audit.k8s.io/truncated").Should().BeFalse();
    }

    [Fact]
    public async Task Unless_it_is_asked_for_nothing_is_cut()
    {
        var (_, large) = await RecordAsync(new AuditTruncateOptions { EventBytesMax = 4096 });

        large!.ContainsKey("requestObject").Should().BeTrue();
    }

    [Fact]
    public async Task A_record_that_is_too_large_without_its_bodies_is_lost_and_counted()
    {
        using var trail = new AuditTrail();
        var options = trail.Options(Rules) with { LogTruncate = new AuditTruncateOptions { IsEnabled = true, EventBytesMax = 100 } };
        await using var cluster = await ApiCluster.StartAsync(server => server with { Audit = options });

        var answer = await cluster.PostAsync("/api/v1/namespaces/default/configmaps", """{"metadata":{"name":"a"}}""");

        answer.Code.Should().Be(201, "a record that is lost refuses nothing in this mode");
        trail.Events().Should().BeEmpty();
        string metrics;
        do
        {
            metrics = (await cluster.GetAsync("/metrics")).Text;
        }
        while (!metrics.Contains("apiserver_audit_error_total{plugin=\"truncate\"} 1", StringComparison.Ordinal));
    }

    private static async Task<(JsonObject Small, JsonObject? Large)> RecordAsync(AuditTruncateOptions truncate)
    {
        using var trail = new AuditTrail();
        var options = trail.Options(Rules) with { LogTruncate = truncate };
        await using (var cluster = await ApiCluster.StartAsync(server => server with { Audit = options }))
        {
            await cluster.CreateAsync("/api/v1/namespaces/default/configmaps", """{"metadata":{"name":"small"}}""");
            await cluster.CreateAsync("/api/v1/namespaces/default/configmaps", $$"""{"metadata":{"name":"large"},"data":{"a":"{{new string('x', 5000)}}"} }""");
        }

        var events = trail.Events();
        return (events[0], events[1]);
    }
}
