using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using MiniKube.ApiServer.Certificates;

namespace MiniKube.ApiServer.Tests.Support;

/// <summary>
/// A conversion webhook over TLS on a free port, as an operator would have it: <c>v1</c> says <c>spec.image</c>, <c>v2</c> says
/// <c>spec.container.image</c>.
/// </summary>
internal sealed class ConversionServer : IAsyncDisposable
{
    private LoopbackServer _front = null!;

    private ConversionServer()
    {
    }

    public int Port => _front.Port;

    /// <summary>The reviews that came.</summary>
    public ConcurrentQueue<JsonObject> Reviews { get; } = new();

    /// <summary>Changes an answer before it is sent.</summary>
    public Action<JsonObject> Spoil { get; set; } = _ => { };

    public static async Task<ConversionServer> StartAsync(KeyedCertificate certificate, CancellationToken cancellationToken)
    {
        var server = new ConversionServer();
        server._front = await LoopbackServer.StartAsync(server.HandleAsync, certificate, ClientCertificateMode.NoCertificate, cancellationToken);
        return server;
    }

    public ValueTask DisposeAsync() => _front.DisposeAsync();

    private async Task HandleAsync(HttpContext context)
    {
        var review = (await JsonNode.ParseAsync(context.Request.Body, cancellationToken: context.RequestAborted))!.AsObject();
        Reviews.Enqueue(review.DeepClone().AsObject());
        var wanted = review["request"]!["desiredAPIVersion"]!.GetValue<string>();
        review["response"] = new JsonObject
        {
            ["uid"] = review["request"]!["uid"]!.GetValue<string>(),
            ["result"] = new JsonObject { ["status"] = "Success" },
            ["convertedObjects"] = new JsonArray([.. review["request"]!["objects"]!.AsArray().Select(each => Convert(each!.DeepClone().AsObject(), wanted))]),
        };
        review.Remove("request");
        Spoil(review);
        context.Response.ContentType = "application/json";
        await context.Response.WriteAsync(review.ToJsonString(), context.RequestAborted);
    }

    private static JsonObject Convert(JsonObject tree, string wanted)
    {
        var spec = tree["spec"]!.AsObject();
        if (wanted.EndsWith("v2", StringComparison.Ordinal))
        {
            spec["container"] = new JsonObject { ["image"] = spec["image"]?.DeepClone() };
            spec.Remove("image");
        }
        else
        {
            spec["image"] = spec["container"]?["image"]?.DeepClone();
            spec.Remove("container");
        }

        tree["apiVersion"] = wanted;
        return tree;
    }
}
