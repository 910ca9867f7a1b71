using System.Text.Json.Nodes;
using MiniKube.ApiServer.Tests.Support;

namespace MiniKube.ApiServer.Tests.Behaviours.Special;

public sealed class AutoscalerConversionTests
{
    private const string Old = "/apis/autoscaling/v1/namespaces/default/horizontalpodautoscalers";
    private const string New = "/apis/autoscaling/v2/namespaces/default/horizontalpodautoscalers";

    [Fact]
    public async Task What_the_older_version_cannot_say_stands_in_its_annotations_and_nowhere_else()
    {
        await using var cluster = await ApiCluster.StartAsync();
        await cluster.CreateAsync(New, """
            {"metadata":{"name":"h","annotations":{"own":"1"}},"spec":{"scaleTargetRef":{"kind":"Deployment","name":"d","apiVersion":"apps/v1"},"minReplicas":2,"maxReplicas":5,
             "behavior":{"scaleDown":{"stabilizationWindowSeconds":60}},
             "metrics":[{"type":"Resource","resource":{"name":"memory","target":{"type":"AverageValue","averageValue":"1Gi"}}},
              {"type":"Resource","resource":{"name":"cpu","target":{"type":"Utilization","averageUtilization":70}}}]}}
            """);
        await cluster.MergeAsync($"{New}/h/status", """
            {"status":{"currentReplicas":2,"desiredReplicas":3,
             "conditions":[{"type":"AbleToScale","status":"True","reason":"R","message":"m"}],
             "currentMetrics":[{"type":"Resource","resource":{"name":"cpu","current":{"averageUtilization":55,"averageValue":"55m"}}}]}}
            """);

        var old = await cluster.GetAsync($"{Old}/h");
        var fresh = await cluster.GetAsync($"{New}/h");

        old.Json["spec"]!.ToJsonString().Should().Be(
            """{"scaleTargetRef":{"kind":"Deployment","name":"d","apiVersion":"apps/v1"},"minReplicas":2,"maxReplicas":5,"targetCPUUtilizationPercentage":70}""");
        old.Json["status"]!["currentCPUUtilizationPercentage"]!.GetValue<int>().Should().Be(55);
        old.Json["status"]!.AsObject().Should().NotContainKey("conditions").And.NotContainKey("currentMetrics");
        var annotations = old.Metadata["annotations"]!.AsObject();
        annotations.Select(one => one.Key).Should().Contain(
            ["own", "autoscaling.alpha.kubernetes.io/metrics", "autoscaling.alpha.kubernetes.io/behavior", "autoscaling.alpha.kubernetes.io/conditions"]);
        JsonNode.Parse(annotations["autoscaling.alpha.kubernetes.io/metrics"]!.GetValue<string>())![0]!["resource"]!["name"]!.GetValue<string>().Should().Be("memory");
        JsonNode.Parse(annotations["autoscaling.alpha.kubernetes.io/conditions"]!.GetValue<string>())![0]!["type"]!.GetValue<string>().Should().Be("AbleToScale");
        JsonNode.Parse(annotations["autoscaling.alpha.kubernetes.io/behavior"]!.GetValue<string>())!["ScaleDown"]!["StabilizationWindowSeconds"]!.GetValue<int>().Should().Be(60);
        fresh.Metadata["annotations"]!.ToJsonString().Should().Be("""{"own":"1"}""");
    }

    [Fact]
    public async Task An_older_client_that_changes_the_percentage_changes_that_alone()
    {
        await using var cluster = await ApiCluster.StartAsync();
        await cluster.CreateAsync(New, """
            {"metadata":{"name":"h"},"spec":{"scaleTargetRef":{"kind":"Deployment","name":"d","apiVersion":"apps/v1"},"maxReplicas":5,"behavior":{"scaleUp":{"selectPolicy":"Disabled"}},
             "metrics":[{"type":"Resource","resource":{"name":"cpu","target":{"type":"Utilization","averageUtilization":70}}},
              {"type":"Pods","pods":{"metric":{"name":"rps"},"target":{"type":"AverageValue","averageValue":"10"}}}]}}
            """);
        var before = await cluster.GetAsync($"{New}/h");

        var changed = await cluster.MergeAsync($"{Old}/h", """{"spec":{"targetCPUUtilizationPercentage":50}}""");
        var after = await cluster.GetAsync($"{New}/h");

        changed.Code.Should().Be(200, changed.Text);
        after.Json["spec"]!["metrics"]![0]!["resource"]!["target"]!["averageUtilization"]!.GetValue<int>().Should().Be(50);
        after.Json["spec"]!["metrics"]!.AsArray().Should().HaveCount(2);
        after.Json["spec"]!["behavior"]!.ToJsonString().Should().Be(before.Json["spec"]!["behavior"]!.ToJsonString());
        after.Metadata.Should().NotContainKey("annotations");
    }

    [Fact]
    public async Task Every_kind_of_metric_comes_back_from_an_older_client_as_it_was()
    {
        await using var cluster = await ApiCluster.StartAsync();
        await cluster.CreateAsync(New, """
            {"metadata":{"name":"h"},"spec":{"scaleTargetRef":{"kind":"Deployment","name":"d","apiVersion":"apps/v1"},"maxReplicas":5,"metrics":[
             {"type":"Resource","resource":{"name":"memory","target":{"type":"AverageValue","averageValue":"1Gi"}}},
             {"type":"ContainerResource","containerResource":{"name":"cpu","container":"c","target":{"type":"Utilization","averageUtilization":50}}},
             {"type":"Pods","pods":{"metric":{"name":"rps","selector":{"matchLabels":{"a":"b"}}},"target":{"type":"AverageValue","averageValue":"10"}}},
             {"type":"Object","object":{"describedObject":{"kind":"Ingress","name":"i"},"metric":{"name":"hits"},"target":{"type":"Value","value":"100"}}},
             {"type":"Object","object":{"describedObject":{"kind":"Ingress","name":"i"},"metric":{"name":"more"},"target":{"type":"AverageValue","averageValue":"7"}}},
             {"type":"External","external":{"metric":{"name":"queue","selector":{"matchLabels":{"q":"1"}}},"target":{"type":"Value","value":"30"}}},
             {"type":"External","external":{"metric":{"name":"queue"},"target":{"type":"AverageValue","averageValue":"3"}}}]}}
            """);
        var before = await cluster.GetAsync($"{New}/h");
        var old = await cluster.GetAsync($"{Old}/h");

        var written = await cluster.PutAsync($"{Old}/h", old.Json);

        var flat = JsonNode.Parse(old.Metadata["annotations"]!["autoscaling.alpha.kubernetes.io/metrics"]!.GetValue<string>())!.AsArray();
        flat[0]!.ToJsonString().Should().Be("""{"type":"Resource","resource":{"name":"memory","targetAverageValue":"1Gi"}}""");
        flat[3]!.ToJsonString().Should().Be("""{"type":"Object","object":{"target":{"kind":"Ingress","name":"i"},"metricName":"hits","targetValue":"100"}}""");
        flat[5]!.ToJsonString().Should().Be("""{"type":"External","external":{"metricName":"queue","metricSelector":{"matchLabels":{"q":"1"}},"targetValue":"30"}}""");
        written.Code.Should().Be(200, written.Text);
        (await cluster.GetAsync($"{New}/h")).Json["spec"]!.ToJsonString().Should().Be(before.Json["spec"]!.ToJsonString());
    }

    [Fact]
    public async Task What_is_made_in_the_older_version_has_its_metric_in_the_newer_one()
    {
        await using var cluster = await ApiCluster.StartAsync();

        var old = await cluster.CreateAsync(Old, """
            {"metadata":{"name":"h"},"spec":{"scaleTargetRef":{"kind":"Deployment","name":"d","apiVersion":"apps/v1"},"maxReplicas":5,"targetCPUUtilizationPercentage":60}}
            """);
        var bare = await cluster.CreateAsync(Old, """{"metadata":{"name":"b"},"spec":{"scaleTargetRef":{"kind":"Deployment","name":"d"},"maxReplicas":5}}""");

        old["spec"]!["minReplicas"]!.GetValue<int>().Should().Be(1);
        (await cluster.GetAsync($"{New}/h")).Json["spec"]!["metrics"]!.ToJsonString().Should().Be(
            """[{"type":"Resource","resource":{"name":"cpu","target":{"type":"Utilization","averageUtilization":60}}}]""");
        bare["spec"]!["targetCPUUtilizationPercentage"]!.GetValue<int>().Should().Be(80, "that is what is meant by nothing");
    }
}
