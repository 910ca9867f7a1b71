using System.Text.Json.Nodes;
using CsCheck;
using MiniKube.ApiServer.Tests.Support;

namespace MiniKube.ApiServer.Tests.Endpoints;

/// <summary>Configurations and owners that are nearly right.</summary>
public sealed class ApplyFuzzTests
{
    private const string Path = "/apis/apps/v1/namespaces/default/deployments/web";

    private const string Web =
        """
        {"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"web","labels":{"app":"web"},"annotations":{"a":"b"},"finalizers":["a/b"],
        "ownerReferences":[{"apiVersion":"v1","kind":"Pod","name":"p","uid":"u"}],
        "managedFields":[{"manager":"m","operation":"Update","apiVersion":"apps/v1","time":"2026-01-01T00:00:00Z","fieldsType":"FieldsV1","subresource":"status",
        "fieldsV1":{"f:metadata":{"f:labels":{".":{},"f:app":{}}},"f:spec":{"f:template":{"f:spec":{"f:containers":{"k:{\"name\":\"c\"}":{".":{},"f:image":{}}}}}}}}]},
        "spec":{"replicas":1,"selector":{"matchLabels":{"app":"web"}},"strategy":{"type":"RollingUpdate","rollingUpdate":{"maxSurge":1}},
        "template":{"metadata":{"labels":{"app":"web"}},"spec":{"tolerations":[{"key":"a"}],"volumes":[{"name":"v","emptyDir":{}}],
        "containers":[{"name":"c","image":"i","env":[{"name":"E","value":"v"}],"ports":[{"containerPort":80,"protocol":"TCP"}],"resources":{"limits":{"cpu":"1"}}}]}}},
        "status":{"replicas":1,"conditions":[{"type":"Available","status":"True"}]}}
        """;

    private static readonly string[] Junk =
    [
        "null", "1", "-1.5", "1e400", "\"x\"", "\"\"", "\"\\ud800\"", "true", "[]", "{}", "[null]", "[[1]]", "[{}]", "[1,1]", "{\"a\":{}}", "{\"\":null}",
        "{\"$patch\":\"delete\"}", "{\"f:a\":{\"k:{}\":{}}}", "{\"k:{\\\"a\\\":1,\\\"a\\\":2}\":{}}", "{\"i:99999999999\":{}}", "[{\"name\":null},{\"name\":null}]",
        "9223372036854775808", "\"2026-13-99T00:00:00Z\"",
    ];

    [Fact]
    public async Task No_configuration_and_no_owners_are_a_fault_of_the_server()
    {
        await using var cluster = await ApiCluster.StartAsync();
        var places = Places(JsonNode.Parse(Web)!, "$").ToList();
        var changes = Gen.Select(Gen.Int[0, places.Count - 1], Gen.Int[0, Junk.Length - 1]).Array[1, 3];

        await Gen.Select(changes, Gen.Int[0, 5], Gen.Bool).SampleAsync(
            async (edits, form, isForced) =>
            {
                var body = Edited([.. edits.Select(edit => (places[edit.Item1], Junk[edit.Item2]))]);
                var answer = await SendAsync(cluster, body, form, isForced);

                (answer.Code is >= 200 and < 500).Should().BeTrue("of {0}\n{1}", body, answer.Text);
                return true;
            },
            iter: 400,
            threads: 1);
    }

    private static Task<ApiAnswer> SendAsync(ApiCluster cluster, string body, int form, bool isForced) => form switch
    {
        0 => cluster.SendAsync("PUT", $"{Path}?fieldManager=put", body),
        1 => cluster.SendAsync("PATCH", $"{Path}?fieldManager=merge", body, "application/merge-patch+json"),
        2 => cluster.SendAsync("PATCH", $"{Path}?fieldManager=strategic", body, "application/strategic-merge-patch+json"),
        3 => cluster.SendAsync("POST", "/apis/apps/v1/namespaces/default/deployments", body),
        4 => cluster.SendAsync("PATCH", $"{Path}/status?fieldManager=status&force=true", WithoutOwners(body), "application/apply-patch+yaml"),
        _ => cluster.SendAsync("PATCH", $"{Path}?fieldManager=apply&force={(isForced ? "true" : "false")}", WithoutOwners(body), "application/apply-patch+yaml"),
    };

    private static string WithoutOwners(string body)
    {
        var start = body.IndexOf("\"managedFields\"", StringComparison.Ordinal);
        var end = body.IndexOf("\"spec\":{\"replicas\"", StringComparison.Ordinal);
        return start < 0 || end < start ? body : $"{body[..start].TrimEnd(',')}}},{body[end..]}";
    }

    /// <summary>Exchanges the values at some places; one that lies in another's is gone with it.</summary>
    private static string Edited((string Place, string Junk)[] edits)
    {
        var tree = JsonNode.Parse(Web)!;
        for (var i = 0; i < edits.Length; i++)
        {
            Nodes(tree).FirstOrDefault(node => node.GetPath() == edits[i].Place)?.ReplaceWith($"@{i}@");
        }

        var text = tree.ToJsonString();
        for (var i = 0; i < edits.Length; i++)
        {
            text = text.Replace($"\"@{i}@\"", edits[i].Junk, StringComparison.Ordinal);
        }

        return text;
    }

    private static IEnumerable<string> Places(JsonNode tree, string root) => Nodes(tree).Select(node => node.GetPath()).Where(path => path != root);

    private static IEnumerable<JsonNode> Nodes(JsonNode node)
    {
        yield return node;
        var children = node switch
        {
            JsonObject members => members.Select(member => member.Value),
            JsonArray items => items,
            _ => Enumerable.Empty<JsonNode?>(),
        };
        foreach (var inner in children.OfType<JsonNode>().SelectMany(Nodes))
        {
            yield return inner;
        }
    }
}
