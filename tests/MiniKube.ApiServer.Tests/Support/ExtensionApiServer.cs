using System.Collections.Concurrent;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using MiniKube.ApiServer.Certificates;

namespace MiniKube.ApiServer.Tests.Support;

/// <summary>An API server of somebody else, over TLS on a free port: serves <c>metrics.example.com/v1</c> and remembers who asked.</summary>
internal sealed class ExtensionApiServer : IAsyncDisposable
{
    private const string Resources = """
        {"kind":"APIResourceList","apiVersion":"v1","groupVersion":"metrics.example.com/v1","resources":[
         {"name":"gauges","singularName":"gauge","namespaced":true,"kind":"Gauge","verbs":["get","list","watch"],"shortNames":["ga"]},
         {"name":"gauges/scale","singularName":"","namespaced":true,"group":"autoscaling","version":"v1","kind":"Scale","verbs":["get"]}]}
        """;

    private LoopbackServer _front = null!;

    private ExtensionApiServer()
    {
    }

    public int Port => _front.Port;

    /// <summary>Method, target, user, groups, forged header, subject and issuer of the client's certificate.</summary>
    public ConcurrentQueue<string> Requests { get; } = new();

    public bool IsBroken { get; set; }

    /// <summary>It describes itself in the form of Swagger 2.0.</summary>
    public bool HasV2 { get; init; }

    /// <summary>It describes itself in the form of OpenAPI 3.0.</summary>
    public bool HasV3 { get; init; }

    /// <summary>Lets a watch that waits send its second event.</summary>
    public TaskCompletionSource Release { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public static async Task<ExtensionApiServer> StartAsync(
        KeyedCertificate certificate, CancellationToken cancellationToken, bool hasV2 = false, bool hasV3 = false)
    {
        var server = new ExtensionApiServer { HasV2 = hasV2, HasV3 = hasV3 };
        server._front = await LoopbackServer.StartAsync(server.HandleAsync, certificate, ClientCertificateMode.RequireCertificate, cancellationToken);
        return server;
    }

    /// <summary>Creates the APIService by which the group is this server's, behind the Service <c>default/gauges</c>.</summary>
    public Task RegisterAsync(ApiCluster cluster)
    {
        var service = new JsonObject
        {
            ["metadata"] = new JsonObject { ["name"] = "v1.metrics.example.com" },
            ["spec"] = new JsonObject
            {
                ["group"] = "metrics.example.com",
                ["version"] = "v1",
                ["groupPriorityMinimum"] = 100,
                ["versionPriority"] = 100,
                ["service"] = new JsonObject { ["name"] = "gauges", ["namespace"] = "default" },
                ["caBundle"] = Convert.ToBase64String(Encoding.UTF8.GetBytes(cluster.Host.Certificates.AuthorityPem)),
            },
        };
        return cluster.CreateAsync("/apis/apiregistration.k8s.io/v1/apiservices", service.ToJsonString());
    }

    public ValueTask DisposeAsync() => _front.DisposeAsync();

    private async Task HandleAsync(HttpContext context)
    {
        var request = context.Request;
        if (context.Features.Get<IHttpUpgradeFeature>() is { IsUpgradableRequest: true } upgrade)
        {
            Requests.Enqueue($"{request.Headers.Upgrade} {request.Path} user={request.Headers["X-Remote-User"]} groups={string.Join('|', request.Headers["X-Remote-Group"].ToArray())}");
            context.Response.Headers.Upgrade = request.Headers.Upgrade;
            await using var stream = await upgrade.UpgradeAsync();
            await stream.CopyToAsync(stream, context.RequestAborted);
            return;
        }

        using var body = new StreamReader(request.Body);
        var sent = await body.ReadToEndAsync(context.RequestAborted);
        Requests.Enqueue(
            $"{request.Method} {request.Path}{request.QueryString} user={request.Headers["X-Remote-User"]} groups={string.Join('|', request.Headers["X-Remote-Group"].ToArray())} "
            + $"authorization={request.Headers.Authorization} certificate={context.Connection.ClientCertificate?.Subject} body={sent}");
        context.Response.ContentType = "application/json";
        if (IsBroken)
        {
            context.Response.StatusCode = 500;
        }
        else if (request.Path == "/apis/metrics.example.com/v1")
        {
            await context.Response.WriteAsync(Resources, context.RequestAborted);
        }
        else if (request.Path.StartsWithSegments("/openapi"))
        {
            await DescribeAsync(context);
        }
        else if (request.Query.ContainsKey("watch"))
        {
            await WriteEventAsync(context, "one");
            await Release.Task.WaitAsync(context.RequestAborted);
            await WriteEventAsync(context, "two");
        }
        else
        {
            context.Response.StatusCode = HttpMethods.IsPost(request.Method) ? 201 : 200;
            await context.Response.WriteAsync("""{"kind":"GaugeList","apiVersion":"metrics.example.com/v1","metadata":{},"items":[]}""", context.RequestAborted);
        }
    }

    private async Task DescribeAsync(HttpContext context)
    {
        var document = context.Request.Path.Value switch
        {
            "/openapi/v2" when HasV2 => ExtensionDocuments.V2,
            "/openapi/v3" when HasV3 => ExtensionDocuments.V3Index,
            ExtensionDocuments.V3Path when HasV3 => ExtensionDocuments.V3,
            _ => null,
        };
        context.Response.Headers.ETag = "\"one\"";
        if (document is null || context.Request.Headers.IfNoneMatch == "\"one\"")
        {
            context.Response.StatusCode = document is null ? 404 : 304;
            return;
        }

        await context.Response.WriteAsync(document, context.RequestAborted);
    }

    private static async Task WriteEventAsync(HttpContext context, string name)
    {
        await context.Response.WriteAsync("{\"type\":\"ADDED\",\"object\":{\"metadata\":{\"name\":\"" + name + "\"}}}\n", context.RequestAborted);
        await context.Response.Body.FlushAsync(context.RequestAborted);
    }
}
