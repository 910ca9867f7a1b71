using System.Collections.Concurrent;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Https;

namespace MiniKube.ApiServer.Tests.Support;

/// <summary>Admission webhooks over TLS on a free port, one at each path, as an operator would have them.</summary>
internal sealed class AdmissionServer : IAsyncDisposable
{
    private readonly string _authority;
    private readonly ConcurrentDictionary<string, Func<JsonObject, Task<object>>> _answers = new();

    private LoopbackServer _front = null!;

    private AdmissionServer(string authority) => _authority = authority;

    public int Port => _front.Port;

    /// <summary>The paths with what was asked there, in the order in which it came.</summary>
    public ConcurrentQueue<(string Path, JsonObject Review, string Query)> Asked { get; } = new();

    /// <summary>What was asked at a path.</summary>
    public IReadOnlyList<JsonObject> At(string path) => [.. Asked.Where(each => each.Path == path).Select(each => each.Review["request"]!.AsObject())];

    public static async Task<AdmissionServer> StartAsync(ApiCluster cluster, CancellationToken cancellationToken)
    {
        var certificate = cluster.Host.Certificates.KubeletServing("hooks.default.svc", [IPAddress.Loopback]);
        var server = new AdmissionServer(cluster.Host.Certificates.AuthorityPem);
        server._front = await LoopbackServer.StartAsync(server.HandleAsync, certificate, ClientCertificateMode.NoCertificate, cancellationToken);
        return server;
    }

    /// <summary>Answers at a path with a response, given the request.</summary>
    public void Answer(string path, Func<JsonObject, JsonObject> respond) =>
        _answers[path] = review => Task.FromResult<object>(Reviewed(review, respond(review["request"]!.AsObject())));

    /// <summary>Answers at a path with whatever is given: a text, or a number for a status code.</summary>
    public void AnswerRaw(string path, Func<JsonObject, Task<object>> respond) => _answers[path] = respond;

    /// <summary>Answers at a path with a JSON patch.</summary>
    public void Patch(string path, string patch) => Answer(path, _ => Patched(patch));

    /// <summary>An entry of <c>webhooks</c> for a path. <paramref name="more"/> is put into it.</summary>
    public JsonObject Webhook(string path, string resources = "*", string operations = "*", string more = "{}")
    {
        var webhook = new JsonObject
        {
            ["name"] = $"{path}.example.com",
            ["clientConfig"] = new JsonObject
            {
                ["url"] = $"https://127.0.0.1:{Port}/{path}",
                ["caBundle"] = Convert.ToBase64String(Encoding.UTF8.GetBytes(_authority)),
            },
            ["rules"] = new JsonArray(new JsonObject
            {
                ["operations"] = new JsonArray(operations),
                ["apiGroups"] = new JsonArray("*"),
                ["apiVersions"] = new JsonArray("*"),
                ["resources"] = new JsonArray([.. resources.Split(',').Select(each => (JsonNode?)each)]),
            }),
            ["sideEffects"] = "None",
            ["admissionReviewVersions"] = new JsonArray("v1"),
        };
        foreach (var (name, value) in JsonNode.Parse(more)!.AsObject())
        {
            webhook[name] = value?.DeepClone();
        }

        return webhook;
    }

    public static JsonObject Allowed => new() { ["allowed"] = true };

    public static JsonObject Patched(string patch) => new()
    {
        ["allowed"] = true,
        ["patchType"] = "JSONPatch",
        ["patch"] = Convert.ToBase64String(Encoding.UTF8.GetBytes(patch)),
    };

    public static JsonObject Denied(string message, int code = 403) => new()
    {
        ["allowed"] = false,
        ["status"] = new JsonObject { ["message"] = message, ["code"] = code },
    };

    public static JsonObject Reviewed(JsonObject review, JsonObject response)
    {
        response["uid"] = review["request"]!["uid"]!.GetValue<string>();
        return new JsonObject { ["kind"] = "AdmissionReview", ["apiVersion"] = review["apiVersion"]!.GetValue<string>(), ["response"] = response };
    }

    public ValueTask DisposeAsync() => _front.DisposeAsync();

    private async Task HandleAsync(HttpContext context)
    {
        var review = (await JsonNode.ParseAsync(context.Request.Body, cancellationToken: context.RequestAborted))!.AsObject();
        var path = context.Request.Path.Value!.TrimStart('/');
        Asked.Enqueue((path, review.DeepClone().AsObject(), context.Request.QueryString.Value ?? ""));
        var answer = _answers.TryGetValue(path, out var respond) ? await respond(review) : Reviewed(review, Allowed);
        context.Response.ContentType = "application/json";
        if (answer is int code)
        {
            context.Response.StatusCode = code;
            await context.Response.WriteAsync("broken", context.RequestAborted);
            return;
        }

        await context.Response.WriteAsync(answer as string ?? ((JsonObject)answer).ToJsonString(), context.RequestAborted);
    }
}
