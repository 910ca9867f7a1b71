using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.DependencyInjection;
using MiniKube.Api.Determinism;
using MiniKube.ApiServer.Certificates;

namespace MiniKube.ApiServer.Tests.Support;

/// <summary>A webhook for token and access reviews over TLS on a free port, which lets in whoever shows its client certificate and token.</summary>
internal sealed class ReviewWebhookServer : IAsyncDisposable
{
    private readonly WebApplication _application;
    private readonly ClusterCertificates _certificates;
    private string _url = "";

    private ReviewWebhookServer(WebApplication application, ClusterCertificates certificates)
    {
        _application = application;
        _certificates = certificates;
    }

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
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen => listen.UseHttps(https =>
        {
            https.ServerCertificate = certificates.KubeletServing("webhook", [IPAddress.Loopback]).ToCertificate();
            https.ClientCertificateMode = ClientCertificateMode.AllowCertificate;
            https.AllowAnyClientCertificate();
        })));
        var application = builder.Build();
        var server = new ReviewWebhookServer(application, certificates);
        application.Run(server.HandleAsync);
        await application.StartAsync(cancellationToken);
        server._url = application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
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
            clusters: [{name: webhook, cluster: {server: "{{_url.TrimEnd('/')}}/review", certificate-authority: webhook-ca.crt} }]
            users: [{name: us, user: {{user}} }]
            contexts: [{name: webhook, context: {cluster: webhook, user: us} }]
            current-context: webhook
            """);
        return path;
    }

    public async ValueTask DisposeAsync()
    {
        await _application.DisposeAsync();
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
