using System.Text.Json.Nodes;
using System.Threading.Channels;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace MiniKube.ApiServer.Tests.Audit;

/// <summary>A server outside that takes audit events, and fails as often as it is told first.</summary>
internal sealed class AuditReceiver : IAsyncDisposable
{
    private readonly Channel<JsonObject> _lists = Channel.CreateUnbounded<JsonObject>();
    private readonly WebApplication _application;
    private int _failures;

    private AuditReceiver(int failures)
    {
        _failures = failures;
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        _application = builder.Build();
        _application.Run(TakeAsync);
    }

    public ChannelReader<JsonObject> Lists => _lists.Reader;

    public int Calls { get; private set; }

    public string Authorization { get; private set; } = "";

    public static async Task<AuditReceiver> StartAsync(int failures)
    {
        var receiver = new AuditReceiver(failures);
        await receiver._application.StartAsync(TestContext.Current.CancellationToken);
        return receiver;
    }

    public static string Kubeconfig(string url) =>
        $$"""{"clusters":[{"name":"c","cluster":{"server":"{{url}}"} }],"users":[{"name":"u","user":{"token":"audit-token"} }],"contexts":[{"name":"x","context":{"cluster":"c","user":"u"} }],"current-context":"x"}""";

    public string WriteKubeconfig(string directory)
    {
        var path = Path.Combine(directory, "kubeconfig");
        var url = _application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        File.WriteAllText(path, Kubeconfig(url));
        return path;
    }

    public ValueTask DisposeAsync() => _application.DisposeAsync();

    private async Task TakeAsync(HttpContext context)
    {
        Calls++;
        Authorization = context.Request.Headers.Authorization.ToString();
        var list = await JsonNode.ParseAsync(context.Request.Body, cancellationToken: context.RequestAborted);
        if (_failures-- > 0)
        {
            context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            return;
        }

        _lists.Writer.TryWrite(list!.AsObject());
    }
}
