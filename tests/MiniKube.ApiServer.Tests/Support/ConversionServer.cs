using System.Collections.Concurrent;
using System.Net;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using MiniKube.ApiServer.Certificates;

namespace MiniKube.ApiServer.Tests.Support;

/// <summary>
/// A conversion webhook over TLS on a free port, as an operator would have it: <c>v1</c> says <c>spec.image</c>, <c>v2</c> says
/// <c>spec.container.image</c>.
/// </summary>
internal sealed class ConversionServer : IAsyncDisposable
{
    private readonly WebApplication _application;

    private ConversionServer(WebApplication application) => _application = application;

    public int Port { get; private set; }

    /// <summary>The reviews that came.</summary>
    public ConcurrentQueue<JsonObject> Reviews { get; } = new();

    /// <summary>Changes an answer before it is sent.</summary>
    public Action<JsonObject> Spoil { get; set; } = _ => { };

    public static async Task<ConversionServer> StartAsync(KeyedCertificate certificate, CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen => listen.UseHttps(certificate.ToCertificate())));
        var application = builder.Build();
        var server = new ConversionServer(application);
        application.Run(server.HandleAsync);
        await application.StartAsync(cancellationToken);
        server.Port = new Uri(application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First()).Port;
        return server;
    }

    public ValueTask DisposeAsync() => _application.DisposeAsync();

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
