using System.Text.Json.Nodes;
using MiniKube.ApiServer.Tests.Support;

namespace MiniKube.ApiServer.Tests.CustomResources;

[Collection(MeasuredAlone.Name)]
public sealed class ManyDefinitionsTests
{
    private const int Count = 200;
    private const long BytesPerDefinitionMax = 1024 * 1024;

    [Fact]
    public async Task Two_hundred_definitions_are_used_and_cost_less_than_a_megabyte_each()
    {
        await using var cluster = await ApiCluster.StartAsync();
        await UseAsync(cluster, 0);
        var before = GC.GetTotalMemory(forceFullCollection: true);

        for (var i = 1; i <= Count; i++)
        {
            await UseAsync(cluster, i);
        }

        var groups = await cluster.GetAsync("/apis", "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList");
        var index = await cluster.GetAsync("/openapi/v3");
        var each = (GC.GetTotalMemory(forceFullCollection: true) - before) / Count;

        groups.Json["items"]!.AsArray().Count(group => group!["metadata"]!["name"]!.GetValue<string>().EndsWith(".example.com", StringComparison.Ordinal))
            .Should().Be(Count + 1);
        index.Text.Should().Contain("apis/g200.example.com/v1");
        TestContext.Current.TestOutputHelper?.WriteLine($"{each} bytes for each definition");
        each.Should().BeLessThan(BytesPerDefinitionMax);
    }

    private static async Task UseAsync(ApiCluster cluster, int number)
    {
        var definition = CronTabs.Make(Schema(fields: 100));
        definition["metadata"]!["name"] = $"crontabs.g{number}.example.com";
        definition["spec"]!["group"] = $"g{number}.example.com";
        CronTabs.Version(definition).Remove("selectableFields");
        await cluster.DefineAsync(definition);
        await cluster.CreateAsync($"/apis/g{number}.example.com/v1/namespaces/default/crontabs", """{"metadata":{"name":"one"},"spec":{"f0":{"text":"x"},"f99":{"number":3}}}""");
        (await cluster.GetAsync($"/apis/g{number}.example.com/v1/namespaces/default/crontabs")).Names.Should().Equal("one");
    }

    /// <summary>About twenty kilobytes with a hundred fields, as operators' definitions have.</summary>
    private static string Schema(int fields)
    {
        var properties = new JsonObject();
        for (var i = 0; i < fields; i++)
        {
            properties[$"f{i}"] = JsonNode.Parse("""
                {"type":"object","description":"A part of what is wanted, with a text, a number, and a list.","properties":{
                 "text":{"type":"string","maxLength":63,"pattern":"^[a-z]*$"},"number":{"type":"integer","minimum":1},
                 "list":{"type":"array","items":{"type":"string"}}}}
                """);
        }

        return new JsonObject
        {
            ["type"] = "object",
            ["properties"] = new JsonObject { ["spec"] = new JsonObject { ["type"] = "object", ["properties"] = properties } },
        }.ToJsonString();
    }
}
