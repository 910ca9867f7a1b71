using System.Text.Json.Nodes;
using System.Threading.Channels;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using MiniKube.ApiServer.Tests.Support;

namespace MiniKube.ApiServer.Tests.Audit;

/// <summary>A server outside that takes audit events, and fails as often as it is told first.</summary>
internal sealed class AuditReceiver : IAsyncDisposable
{
    private readonly Channel<JsonObject> _lists = Channel.CreateUnbounded<JsonObject>();
    private LoopbackServer _front = null!;
    private int _failures;

    private AuditReceiver(int failures) => _failures = failures;

    public ChannelReader<JsonObject> Lists => _lists.Reader;

    public int Calls { get; private set; }

    public string Authorization { get; private set; } = "";

    public static async Task<AuditReceiver> StartAsync(int failures)
    {
        var receiver = new AuditReceiver(failures);
        receiver._front = await LoopbackServer.StartAsync(receiver.TakeAsync, null, ClientCertificateMode.NoCertificate, TestContext.Current.CancellationToken);
        return receiver;
    }

    public static string Kubeconfig(string url) =>
        $$"""{"clusters":[{"name":"c","cluster":{"server":"{{url}}"} }],"users":[{"name":"u","user":{"token":"audit-token"} }],"contexts":[{"name":"x","context":{"cluster":"c","user":"u"} }],"current-context":"x"}""";

    public string WriteKubeconfig(string directory)
    {
        var path = Path.Combine(directory, "kubeconfig");
        File.WriteAllText(path, Kubeconfig(_front.Url));
        return path;
    }

    public ValueTask DisposeAsync() => _front.DisposeAsync();

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
