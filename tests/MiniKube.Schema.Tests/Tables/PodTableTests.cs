using MiniKube.Api.Names;

namespace MiniKube.Schema.Tests.Tables;

public sealed class PodTableTests
{
    private const string Two = "\"containers\":[{\"name\":\"a\"},{\"name\":\"b\"}]";

    private static readonly DateTimeOffset Now = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("{}", """{"phase":"Pending"}""", "0/2|Pending|0")]
    [InlineData("{}", """{"phase":"Pending","conditions":[{"type":"PodScheduled","reason":"SchedulingGated"}]}""", "0/2|SchedulingGated|0")]
    [InlineData("{}", """{"phase":"Failed","reason":"Evicted"}""", "0/2|Evicted|0")]
    [InlineData("{}", """{"phase":"Running","containerStatuses":[{"ready":true,"state":{"running":{}}},{"ready":true,"state":{"running":{}}}]}""", "2/2|Running|0")]
    [InlineData("{}", """{"phase":"Running","containerStatuses":[{"ready":true,"restartCount":1,"state":{"running":{}}},{"restartCount":2,"state":{"waiting":{"reason":"CrashLoopBackOff"}},"lastState":{"terminated":{"finishedAt":"2026-01-01T11:55:00Z"}}}]}""", "1/2|CrashLoopBackOff|3 (5m ago)")]
    [InlineData("{}", """{"phase":"Pending","containerStatuses":[{"state":{"waiting":{"reason":"ContainerCreating"}}},{"state":{"waiting":{"reason":"ImagePullBackOff"}}}]}""", "0/2|ContainerCreating|0")]
    [InlineData("{}", """{"phase":"Succeeded","containerStatuses":[{"state":{"terminated":{"reason":"Completed"}}}]}""", "0/2|Completed|0")]
    [InlineData("{}", """{"phase":"Running","conditions":[{"type":"Ready","status":"True"}],"containerStatuses":[{"state":{"terminated":{"reason":"Completed"}}},{"ready":true,"state":{"running":{}}}]}""", "1/2|Running|0")]
    [InlineData("{}", """{"phase":"Running","containerStatuses":[{"state":{"terminated":{"reason":"Completed"}}},{"ready":true,"state":{"running":{}}}]}""", "1/2|NotReady|0")]
    [InlineData("{}", """{"phase":"Failed","containerStatuses":[{"state":{"terminated":{"exitCode":2}}}]}""", "0/2|ExitCode:2|0")]
    [InlineData("{}", """{"phase":"Failed","containerStatuses":[{"state":{"terminated":{"signal":9,"exitCode":137}}}]}""", "0/2|Signal:9|0")]
    [InlineData("""{"initContainers":[{"name":"i"},{"name":"j"}]}""", """{"phase":"Pending","initContainerStatuses":[{"name":"i","state":{"terminated":{"exitCode":0}}},{"name":"j","state":{"running":{}}}]}""", "0/2|Init:1/2|0")]
    [InlineData("""{"initContainers":[{"name":"i"}]}""", """{"phase":"Pending","initContainerStatuses":[{"name":"i","restartCount":4,"state":{"waiting":{"reason":"CrashLoopBackOff"}}}]}""", "0/2|Init:CrashLoopBackOff|4")]
    [InlineData("""{"initContainers":[{"name":"i"}]}""", """{"phase":"Pending","initContainerStatuses":[{"name":"i","state":{"terminated":{"exitCode":1,"reason":"Error"}}}]}""", "0/2|Init:Error|0")]
    [InlineData("""{"initContainers":[{"name":"i"}]}""", """{"phase":"Pending","initContainerStatuses":[{"name":"i","state":{"terminated":{"exitCode":3}}}]}""", "0/2|Init:ExitCode:3|0")]
    [InlineData("""{"initContainers":[{"name":"i"}]}""", """{"phase":"Pending","initContainerStatuses":[{"name":"i","state":{"waiting":{"reason":"PodInitializing"}}}],"containerStatuses":[{"state":{"waiting":{"reason":"PodInitializing"}}}]}""", "0/2|Init:0/1|0")]
    [InlineData("""{"initContainers":[{"name":"i"}]}""", """{"phase":"Running","initContainerStatuses":[{"name":"i","restartCount":5,"state":{"terminated":{"exitCode":0}}}],"containerStatuses":[{"ready":true,"state":{"running":{}}}]}""", "1/2|Running|0")]
    [InlineData("""{"initContainers":[{"name":"s","restartPolicy":"Always"}]}""", """{"phase":"Running","initContainerStatuses":[{"name":"s","started":true,"ready":true,"restartCount":1,"state":{"running":{}}}],"containerStatuses":[{"ready":true,"state":{"running":{}}}]}""", "2/3|Running|1")]
    public void The_status_sums_up_the_containers(string spec, string status, string expected) =>
        Row(spec, status, "{}").Should().Be($"{expected}|0s");

    [Theory]
    [InlineData("""{"phase":"Running"}""", "Terminating")]
    [InlineData("""{"phase":"Running","reason":"NodeLost"}""", "Unknown")]
    [InlineData("""{"phase":"Succeeded"}""", "Succeeded")]
    public void A_pod_that_is_being_deleted_says_so_while_it_lives(string status, string expected) =>
        Row("{}", status, """{"deletionTimestamp":"2026-01-01T12:00:00Z"}""").Should().Be($"0/2|{expected}|0|0s");

    [Fact]
    public void The_wide_columns_say_where_the_pod_is()
    {
        var pod = TablesTests.Object("""{"spec":{"nodeName":"n1","readinessGates":[{"conditionType":"g"},{"conditionType":"h"}]},"status":{"podIPs":[{"ip":"10.0.0.5"}],"conditions":[{"type":"g","status":"True"}]}}""");

        var cells = MiniKube.Schema.Tables.Tables.For(new GroupVersionKind("", "v1", "Pod")).Cells(pod, Now);

        string.Join('|', cells.Skip(5)).Should().Be("10.0.0.5|n1|<none>|1/2");
    }

    private static string Row(string spec, string status, string metadata)
    {
        var pod = TablesTests.Object($$"""{"metadata":{{metadata}},"spec":{{spec}},"status":{{status}}}""");
        pod["metadata"]!["name"] = "p";
        pod["metadata"]!["creationTimestamp"] = "2026-01-01T12:00:00Z";
        pod["spec"]!["containers"] = System.Text.Json.Nodes.JsonNode.Parse($"{{{Two}}}")!["containers"]!.DeepClone();
        var cells = MiniKube.Schema.Tables.Tables.For(new GroupVersionKind("", "v1", "Pod")).Cells(pod, Now);
        return string.Join('|', cells.Skip(1).Take(4));
    }
}
