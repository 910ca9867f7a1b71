using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Extensions;
using MiniKube.Api.Names;
using MiniKube.ApiServer.Http;
using MiniKube.ApiServer.Registry;

namespace MiniKube.ApiServer.Endpoints;

/// <summary>What a connection asks for (PodExecOptions and its like): sent in the query, shown to admission as an object.</summary>
internal static class ConnectOptions
{
    private static readonly string[] Flags = ["stdin", "stdout", "stderr", "tty"];

    public static JsonObject Read(RequestInfo request, IQueryCollection query, GroupVersionKind kind)
    {
        var tree = new JsonObject { ["kind"] = kind.Kind, ["apiVersion"] = kind.GroupVersion.ToString() };
        switch (request.Subresource)
        {
            case "exec" or "attach":
                ReadStreams(tree, query);
                break;
            case "portforward":
                tree["ports"] = new JsonArray([.. Ports(query).Select(port => (JsonNode?)JsonValue.Create(port))]);
                break;
            default:
                tree["path"] = request.Rest.Length == 0 ? query["path"].ToString() : $"/{request.Rest}";
                break;
        }

        return tree;
    }

    /// <summary>The query that asks for what the options say now; what is no option stays.</summary>
    public static QueryString Write(RequestInfo request, IQueryCollection query, JsonObject options)
    {
        string[] own = request.Subresource == "portforward" ? ["ports"] : [.. Flags, "container", "command"];
        var built = new QueryBuilder();
        foreach (var (name, values) in query.Where(each => !own.Contains(each.Key)))
        {
            built.Add(name, values.OfType<string>());
        }

        foreach (var name in Flags.Where(name => options.Flag(name) == true))
        {
            built.Add(name, "true");
        }

        if (options.Text("container") is { Length: > 0 } container)
        {
            built.Add("container", container);
        }

        built.Add("command", options.Texts("command"));
        built.Add("ports", (options.List("ports") ?? []).Select(port => port?.ToString() ?? ""));
        return built.ToQueryString();
    }

    private static void ReadStreams(JsonObject tree, IQueryCollection query)
    {
        foreach (var name in Flags)
        {
            if (QueryValues.Flag(query, name) == true)
            {
                tree[name] = true;
            }
        }

        if (query["container"].ToString() is { Length: > 0 } container)
        {
            tree["container"] = container;
        }

        if (query.TryGetValue("command", out var command))
        {
            tree["command"] = ObjectTree.ListOf(command.OfType<string>());
        }
    }

    private static IEnumerable<long> Ports(IQueryCollection query) => query["ports"]
        .OfType<string>()
        .SelectMany(ports => ports.Split(','))
        .Select(port => long.TryParse(port, out var number) ? number : 0)
        .Where(port => port > 0);
}
