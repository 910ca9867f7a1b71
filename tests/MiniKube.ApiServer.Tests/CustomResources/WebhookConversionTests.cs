using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using MiniKube.ApiServer.Tests.Support;

namespace MiniKube.ApiServer.Tests.CustomResources;

public sealed class WebhookConversionTests
{
    private const string Second = "/apis/stable.example.com/v2/namespaces/default/crontabs";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Objects_are_read_and_written_in_every_version()
    {
        await using var cluster = await ApiCluster.StartAsync();
        await using var webhook = await StartAsync(cluster);
        await DefineAsync(cluster, webhook);

        var created = await cluster.CreateAsync(Second, """{"metadata":{"name":"one"},"spec":{"container":{"image":"a"},"replicas":2}}""");
        var first = await cluster.GetAsync($"{CronTabs.Objects}/one");
        var changed = await cluster.MergeAsync($"{CronTabs.Objects}/one", """{"spec":{"image":"b"}}""");
        var second = await cluster.GetAsync($"{Second}/one");
        var list = await cluster.GetAsync(Second);

        created["spec"]!.ToJsonString().Should().Be("""{"container":{"image":"a"},"replicas":2}""");
        first.Json["spec"]!.ToJsonString().Should().Be("""{"image":"a","replicas":2}""");
        changed.Code.Should().Be(200, "{0}", changed.Text);
        second.Json["apiVersion"]!.GetValue<string>().Should().Be("stable.example.com/v2");
        second.Json["spec"]!["container"]!["image"]!.GetValue<string>().Should().Be("b");
        list.Items.Should().ContainSingle().Which["spec"]!["container"]!["image"]!.GetValue<string>().Should().Be("b");
        webhook.Reviews.Should().OnlyContain(review => review["apiVersion"]!.GetValue<string>() == "apiextensions.k8s.io/v1");
    }

    [Fact]
    public async Task A_webhook_that_knows_the_beta_alone_is_asked_in_it()
    {
        await using var cluster = await ApiCluster.StartAsync();
        await using var webhook = await StartAsync(cluster);
        await DefineAsync(cluster, webhook, reviewVersion: "v1beta1");
        await cluster.CreateCronTabAsync("one");

        var second = await cluster.GetAsync($"{Second}/one");

        second.Json["spec"]!["container"]!["image"]!.GetValue<string>().Should().Be("busybox");
        webhook.Reviews.Should().ContainSingle().Which["apiVersion"]!.GetValue<string>().Should().Be("apiextensions.k8s.io/v1beta1");
    }

    [Fact]
    public async Task The_stored_version_is_read_without_the_webhook()
    {
        await using var cluster = await ApiCluster.StartAsync();
        await using var webhook = await StartAsync(cluster);
        await DefineAsync(cluster, webhook);

        await cluster.CreateCronTabAsync("one");
        await cluster.MergeAsync($"{CronTabs.Objects}/one", """{"spec":{"image":"b"}}""");
        await cluster.GetAsync(CronTabs.Objects);

        webhook.Reviews.Should().BeEmpty();
    }

    [Fact]
    public async Task A_watch_converts_what_it_sends_and_a_list_asks_once()
    {
        await using var cluster = await ApiCluster.StartAsync();
        await using var webhook = await StartAsync(cluster);
        await DefineAsync(cluster, webhook);
        await cluster.CreateCronTabAsync("one");
        await cluster.CreateCronTabAsync("two");

        var list = await cluster.GetAsync(Second);
        var asked = webhook.Reviews.Count;
        using var watch = await cluster.WatchAsync(Second);
        var events = await watch.TakeAsync(2);
        await cluster.DeleteAsync($"{CronTabs.Objects}/one");
        var deleted = await watch.NextAsync();

        list.Items.Should().HaveCount(2);
        asked.Should().Be(1);
        events.Should().OnlyContain(each => each.Object["spec"]!["container"]!["image"]!.GetValue<string>() == "busybox");
        deleted!.ToString().Should().Be("DELETED one");
        deleted.Object["apiVersion"]!.GetValue<string>().Should().Be("stable.example.com/v2");
    }

    [Fact]
    public async Task A_webhook_behind_a_service_is_found_by_its_endpoints()
    {
        await using var cluster = await ApiCluster.StartAsync();
        await using var webhook = await StartAsync(cluster);
        await cluster.CreateAsync("/api/v1/namespaces/default/services", """{"metadata":{"name":"hooks"},"spec":{"ports":[{"port":443,"targetPort":8443}]}}""");
        await cluster.CreateAsync(
            "/api/v1/namespaces/default/endpoints",
            $$$"""{"metadata":{"name":"hooks"},"subsets":[{"addresses":[{"ip":"127.0.0.1"}],"ports":[{"port":{{{webhook.Port}}}}]}]}""");
        await DefineAsync(cluster, webhook, new JsonObject { ["service"] = new JsonObject { ["name"] = "hooks", ["namespace"] = "default", ["path"] = "/convert" } });
        await cluster.CreateCronTabAsync("one");

        var answer = await cluster.GetAsync($"{Second}/one");

        answer.Code.Should().Be(200, "{0}", answer.Text);
        answer.Json["spec"]!["container"]!["image"]!.GetValue<string>().Should().Be("busybox");
    }

    [Theory]
    [InlineData("uid")]
    [InlineData("name")]
    [InlineData("version")]
    [InlineData("count")]
    [InlineData("failed")]
    public async Task An_answer_that_is_wrong_is_an_error_that_says_so(string what)
    {
        await using var cluster = await ApiCluster.StartAsync();
        await using var webhook = await StartAsync(cluster);
        await DefineAsync(cluster, webhook);
        await cluster.CreateCronTabAsync("one");
        webhook.Spoil = review => Spoil(review["response"]!.AsObject(), what);

        var answer = await cluster.GetAsync($"{Second}/one");

        answer.Code.Should().Be(500);
        answer.Message.Should().Contain("conversion webhook for CronTab failed");
    }

    [Fact]
    public async Task A_webhook_without_a_certificate_for_its_name_is_not_trusted()
    {
        await using var cluster = await ApiCluster.StartAsync();
        await using var webhook = await ConversionServer.StartAsync(cluster.Host.Certificates.KubeletServing("elsewhere", [IPAddress.Parse("127.0.0.9")]), Token);
        await DefineAsync(cluster, webhook);
        await cluster.CreateCronTabAsync("one");

        (await cluster.GetAsync($"{Second}/one")).Code.Should().Be(500);
        webhook.Reviews.Should().BeEmpty();
    }

    private static Task<ConversionServer> StartAsync(ApiCluster cluster) =>
        ConversionServer.StartAsync(cluster.Host.Certificates.KubeletServing("hooks.default.svc", [IPAddress.Loopback]), Token);

    private static async Task DefineAsync(ApiCluster cluster, ConversionServer webhook, JsonObject? client = null, string reviewVersion = "v1")
    {
        var definition = CronTabs.Make();
        var second = CronTabs.Version(definition).DeepClone().AsObject();
        (second["name"], second["storage"]) = ("v2", false);
        second["schema"]!["openAPIV3Schema"]!["properties"]!["spec"] = JsonNode.Parse("""
            {"type":"object","properties":{"container":{"type":"object","properties":{"image":{"type":"string"}}},"replicas":{"type":"integer"}}}
            """);
        second.Remove("selectableFields");
        definition["spec"]!["versions"]!.AsArray().Add((JsonNode)second);
        client ??= new JsonObject { ["url"] = $"https://127.0.0.1:{webhook.Port}/convert" };
        client["caBundle"] = Convert.ToBase64String(Encoding.UTF8.GetBytes(cluster.Host.Certificates.AuthorityPem));
        definition["spec"]!["conversion"] = new JsonObject
        {
            ["strategy"] = "Webhook",
            ["webhook"] = new JsonObject { ["conversionReviewVersions"] = new JsonArray(reviewVersion), ["clientConfig"] = client },
        };
        await cluster.DefineAsync(definition);
    }

    private static void Spoil(JsonObject response, string what)
    {
        var first = response["convertedObjects"]![0]!;
        switch (what)
        {
            case "uid":
                response["uid"] = "other";
                break;
            case "name":
                first["metadata"]!["name"] = "other";
                break;
            case "version":
                first["apiVersion"] = "stable.example.com/v1";
                break;
            case "count":
                response["convertedObjects"] = new JsonArray();
                break;
            default:
                response["result"] = new JsonObject { ["status"] = "Failure", ["message"] = "no" };
                break;
        }
    }
}
