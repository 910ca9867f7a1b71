using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging.Abstractions;
using MiniKube.Api.Determinism;
using MiniKube.ApiServer.Tests.CustomResources;
using MiniKube.ApiServer.Tests.Support;
using MiniKube.Schema.Resources;

namespace MiniKube.ApiServer.Tests.Aggregation;

/// <summary>The APIServices of what this server answers for itself.</summary>
public sealed class LocalApiServiceTests
{
    private const string ApiServices = "/apis/apiregistration.k8s.io/v1/apiservices";
    private const string Managed = "kube-aggregator.kubernetes.io/automanaged";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_version_that_is_built_in_has_one_that_is_available()
    {
        await using var cluster = await ApiCluster.StartAsync();

        var services = (await cluster.GetAsync(ApiServices)).Json["items"]!.AsArray();

        services.Select(NameOf).Should().BeEquivalentTo(ApiCatalog.BuiltIn.Resources
            .Select(resource => resource.Resource.GroupVersion).Distinct()
            .Where(version => version.Group != "apiregistration.k8s.io")
            .Select(version => $"{version.Version}.{version.Group}"));
        services.Should().AllSatisfy(service =>
        {
            service!["metadata"]!["labels"]![Managed]!.GetValue<string>().Should().Be("onstart");
            var condition = service["status"]!["conditions"]!.AsArray().Should().ContainSingle().Subject!;
            condition["type"]!.GetValue<string>().Should().Be("Available");
            condition["status"]!.GetValue<string>().Should().Be("True");
            condition["reason"]!.GetValue<string>().Should().Be("Local");
        });
    }

    [Fact]
    public async Task A_custom_version_has_one_as_long_as_it_is_served()
    {
        await using var cluster = await ApiCluster.StartAsync();
        using var watch = await cluster.WatchAsync(ApiServices);
        await cluster.DefineAsync();

        var service = await SeeAsync(watch, "v1.stable.example.com", each => each.Type == "ADDED");
        await cluster.DeleteAsync(CronTabs.Definition);
        await SeeAsync(watch, "v1.stable.example.com", each => each.Type == "DELETED");

        service["metadata"]!["labels"]![Managed]!.GetValue<string>().Should().Be("true");
        service["spec"]!.ToJsonString().Should().Be("""{"group":"stable.example.com","version":"v1","groupPriorityMinimum":1000,"versionPriority":100}""");
        service["status"]!["conditions"]![0]!["reason"]!.GetValue<string>().Should().Be("Local");
    }

    [Fact]
    public async Task One_of_a_custom_version_comes_back_when_somebody_deletes_or_changes_it()
    {
        await using var cluster = await ApiCluster.StartAsync();
        using var watch = await cluster.WatchAsync(ApiServices);
        await cluster.DefineAsync();
        await SeeAsync(watch, "v1.stable.example.com", each => each.Type == "ADDED");

        await cluster.DeleteAsync($"{ApiServices}/v1.stable.example.com");
        await SeeAsync(watch, "v1.stable.example.com", each => each.Type == "DELETED");
        await SeeAsync(watch, "v1.stable.example.com", each => each.Type == "ADDED");
        await cluster.MergeAsync($"{ApiServices}/v1.stable.example.com", """{"spec":{"versionPriority":7}}""");
        await SeeAsync(watch, "v1.stable.example.com", each => PriorityOf(each.Object) == 7);
        var corrected = await SeeAsync(watch, "v1.stable.example.com", each => each.Type == "MODIFIED");

        PriorityOf(corrected).Should().Be(100);
    }

    [Fact]
    public async Task One_of_a_built_in_version_comes_back_when_the_server_starts()
    {
        await using var cluster = await ApiCluster.StartAsync();
        await cluster.DeleteAsync($"{ApiServices}/v1.apps");
        await cluster.MergeAsync($"{ApiServices}/v1.batch", """{"spec":{"versionPriority":7}}""");
        var before = await cluster.GetAsync($"{ApiServices}/v1.apps");

        await using var second = await StartBesideAsync(cluster);

        before.Code.Should().Be(404);
        (await cluster.GetAsync($"{ApiServices}/v1.apps")).Json["metadata"]!["labels"]![Managed]!.GetValue<string>().Should().Be("onstart");
        PriorityOf((await cluster.GetAsync($"{ApiServices}/v1.batch")).Json).Should().Be(15);
    }

    [Fact(Timeout = 60_000)]
    public async Task A_group_whose_APIService_was_deleted_is_served_but_listed_no_more()
    {
        await using var cluster = await ApiCluster.StartAsync();

        await cluster.DeleteAsync($"{ApiServices}/v1.batch");

        while ((await cluster.GetAsync("/apis")).Text.Contains("\"batch\"", StringComparison.Ordinal))
        {
            await Task.Yield();
        }

        var aggregated = await cluster.GetAsync("/apis", "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList");
        aggregated.Text.Should().NotContain("\"batch\"").And.Contain("\"apps\"");
        (await cluster.GetAsync("/apis/batch/v1")).Code.Should().Be(200);
        (await cluster.GetAsync("/apis/batch/v1/jobs")).Code.Should().Be(200);
    }

    [Fact]
    public async Task One_that_an_operator_has_taken_over_is_left_alone_and_decides_where_its_group_stands()
    {
        await using var cluster = await ApiCluster.StartAsync();
        using var watch = await cluster.WatchAsync(ApiServices);
        await cluster.MergeAsync($"{ApiServices}/v1.batch", $$$"""{"metadata":{"labels":{"{{{Managed}}}":null}},"spec":{"groupPriorityMinimum":19000}}""");
        await cluster.DefineAsync();
        await SeeAsync(watch, "v1.stable.example.com", each => each.Type == "ADDED");

        await using var second = await StartBesideAsync(cluster);

        var groups = (await cluster.GetAsync("/apis")).Json["groups"]!.AsArray().Select(group => group!["name"]!.GetValue<string>()).ToList();
        groups.Should().StartWith(["apiregistration.k8s.io", "batch", "apps", "events.k8s.io"]).And.EndWith("stable.example.com");
        (await cluster.GetAsync($"{ApiServices}/v1.batch")).Json["spec"]!["groupPriorityMinimum"]!.GetValue<int>().Should().Be(19000);
    }

    private static Task<ApiServerHost> StartBesideAsync(ApiCluster cluster)
    {
        var random = new SeededRandomSource(8);
        var services = new ApiServerServices(cluster.Time, random, new RandomUidSource(random), NullLoggerFactory.Instance);
        return ApiServerHost.StartAsync(new ApiServerOptions { Serve = false }, cluster.Store, services, Token);
    }

    private static async Task<JsonNode> SeeAsync(ApiWatch watch, string name, Func<ApiWatchEvent, bool> isIt)
    {
        while (await watch.NextAsync() is { } seen)
        {
            if (seen.Name == name && isIt(seen))
            {
                return seen.Object;
            }
        }

        throw new InvalidOperationException($"The watch ended before {name} was seen.");
    }

    private static int PriorityOf(JsonNode service) => service["spec"]!["versionPriority"]!.GetValue<int>();

    private static string NameOf(JsonNode? service) => service!["metadata"]!["name"]!.GetValue<string>();
}
