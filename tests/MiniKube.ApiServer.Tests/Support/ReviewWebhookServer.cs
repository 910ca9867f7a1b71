using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using MiniKube.Api.Determinism;
using MiniKube.ApiServer.Certificates;

namespace MiniKube.ApiServer.Tests.Support;

/// <summary>A webhook for token and access reviews over TLS on a free port, which lets in whoever shows its client certificate and token.</summary>
internal sealed class ReviewWebhookServer : IAsyncDisposable
{
    private readonly ClusterCertificates _certificates;
    private LoopbackServer _front = null!;

    private ReviewWebhookServer(ClusterCertificates certificates) => _certificates = certificates;

    /// <summary>The reviews that came.</summary>
    public ConcurrentQueue<JsonObject> Reviews { get; } = new();

    /// <summary>Who asked: the certificate's name and the header Authorization.</summary>
    public ConcurrentQueue<string> Callers { get; } = new();

    /// <summary>The status that a question is answered with.</summary>
    public Func<JsonObject, JsonNode?> Answer { get; set; } = _ => new JsonObject();

    /// <summary>Answers with this code instead.</summary>
    public int? Code { get; set; }

    /// <summary>Holds every answer back until it is done.</summary>
    public Task Gate { get; set; } = Task.CompletedTask;

    public static async Task<ReviewWebhookServer> StartAsync(TimeProvider time, CancellationToken cancellationToken)
    {
        var certificates = ClusterCertificates.Open(new ApiServerOptions(), time, new SeededRandomSource(92));
        var server = new ReviewWebhookServer(certificates);
        var certificate = certificates.KubeletServing("webhook", [IPAddress.Loopback]);
        server._front = await LoopbackServer.StartAsync(server.HandleAsync, certificate, ClientCertificateMode.AllowCertificate, cancellationToken);
        return server;
    }

    /// <summary>Writes the kubeconfig by which an API server finds it.</summary>
    public string WriteKubeconfig(string directory, string? authorityPem = null, string user = """{"token":"t0ken"}""")
    {
        var path = Path.Combine(directory, $"webhook-{Guid.CreateVersion7()}.yaml");
        File.WriteAllText(Path.Combine(directory, "webhook-ca.crt"), authorityPem ?? _certificates.AuthorityPem);
        File.WriteAllText(path, $$"""
            apiVersion: v1
            kind: Config
            clusters: [{name: webhook, cluster: {server: "{{_front.Url}}/review", certificate-authority: webhook-ca.crt} }]
            users: [{name: us, user: {{user}} }]
            contexts: [{name: webhook, context: {cluster: webhook, user: us} }]
            current-context: webhook
            """);
        return path;
    }

    public async ValueTask DisposeAsync()
    {
        await _front.DisposeAsync();
        _certificates.Dispose();
    }

    private async Task HandleAsync(HttpContext context)
    {
        var review = (await JsonNode.ParseAsync(context.Request.Body, cancellationToken: context.RequestAborted))!.AsObject();
        var client = context.Connection.ClientCertificate?.GetNameInfo(X509NameType.SimpleName, false);
        Callers.Enqueue($"{context.Request.Method} {context.Request.Path} {client} {context.Request.Headers.Authorization}");
        Reviews.Enqueue(review.DeepClone().AsObject());
        await Gate.WaitAsync(context.RequestAborted);
        if (Code is { } code)
        {
            context.Response.StatusCode = code;
            return;
        }

        review["status"] = Answer(review["spec"]!.AsObject());
        context.Response.ContentType = "application/json";
        await context.Response.WriteAsync(review.ToJsonString(), context.RequestAborted);
    }
}
