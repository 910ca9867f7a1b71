using System.Text.Json.Nodes;
using MiniKube.ApiServer.Tests.Support;

namespace MiniKube.ApiServer.Tests.CustomResources;

/// <summary>What a request about a custom resource costs beside one about a built-in resource of the same form, in bytes allocated: a measure that a busy machine does not change.</summary>
[Collection(MeasuredAlone.Name)]
public sealed class CustomCostTests
{
    private const int WarmUps = 100;
    private const int Requests = 500;
    private const string BuiltIn = "/api/v1/namespaces/default/configmaps";
    private const string Custom = "/apis/cost.example.com/v1/namespaces/default/bags";

    // What the two differ by beside their kind: the longer address, and the definition that a creation must find.
    private const double CostMax = 1.25;

    [Fact]
    public async Task A_custom_resource_costs_no_more_than_a_built_in_one()
    {
        await using var cluster = await ApiCluster.StartAsync();
        await cluster.DefineAsync(Definition());
        await cluster.CreateAsync(BuiltIn, Body("one", "x"));
        await cluster.CreateAsync(Custom, Body("one", "x"));
        var costs = new Dictionary<string, double>();

        foreach (var (name, send) in Kinds(cluster))
        {
            var builtIn = await MeasureAsync(number => send(BuiltIn, number));
            var custom = await MeasureAsync(number => send(Custom, number));
            costs[name] = (double)custom / builtIn;
            TestContext.Current.TestOutputHelper?.WriteLine($"{name}: {custom} bytes, built in {builtIn}, {costs[name]:F2} times");
        }

        costs.Values.Should().AllSatisfy(cost => cost.Should().BeLessThan(CostMax));
    }

    private static IEnumerable<(string Name, Func<string, int, Task> Send)> Kinds(ApiCluster cluster) =>
    [
        ("get", async (path, _) => (await cluster.GetAsync($"{path}/one")).Code.Should().Be(200)),
        ("update", async (path, number) => (await cluster.MergeAsync($"{path}/one", $$$"""{"data":{"k0":"{{{number}}}"}}""")).Code.Should().Be(200)),
        ("create", (path, number) => cluster.CreateAsync(path, Body($"many-{number}", "y"))),
        ("list", async (path, _) => (await cluster.GetAsync($"{path}?limit=100")).Code.Should().Be(200)),
    ];

    /// <summary>Bytes for each request, of everything in this process, sending and reading it too.</summary>
    private static async Task<long> MeasureAsync(Func<int, Task> send)
    {
        for (var i = 0; i < WarmUps; i++)
        {
            await send(-i - 1 + (10 * Requests));
        }

        var before = GC.GetTotalAllocatedBytes(precise: true);
        for (var i = 0; i < Requests; i++)
        {
            await send(i);
        }

        return (GC.GetTotalAllocatedBytes(precise: true) - before) / Requests;
    }

    private static string Body(string name, string value)
    {
        var data = new JsonObject();
        for (var i = 0; i < 20; i++)
        {
            data[$"k{i}"] = $"{value}-{i}-some text that is stored";
        }

        return new JsonObject { ["metadata"] = new JsonObject { ["name"] = name }, ["data"] = data }.ToJsonString();
    }

    private static JsonObject Definition()
    {
        var definition = CronTabs.Make("""{"type":"object","properties":{"data":{"type":"object","additionalProperties":{"type":"string"}}}}""");
        definition["metadata"]!["name"] = "bags.cost.example.com";
        definition["spec"]!["group"] = "cost.example.com";
        definition["spec"]!["names"] = new JsonObject { ["plural"] = "bags", ["kind"] = "Bag" };
        var version = CronTabs.Version(definition);
        foreach (var field in (string[])["subresources", "selectableFields", "additionalPrinterColumns"])
        {
            version.Remove(field);
        }

        return definition;
    }
}
