using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using MiniKube.ApiServer.Authentication;
using MiniKube.ApiServer.Endpoints;
using MiniKube.ApiServer.Http;
using MiniKube.ApiServer.Tests.Support;

namespace MiniKube.ApiServer.Tests.FlowControl.Turns;

/// <summary>A server with one processor, on which the first read of pods computes until it is let go: it waits for nothing and holds its thread.</summary>
internal sealed class HeldServer : IAsyncDisposable
{
    public static readonly Uri Pods = new("/api/v1/namespaces/x/pods", UriKind.Relative);

    private static readonly Uri ConfigMaps = new("/api/v1/namespaces/x/configmaps", UriKind.Relative);

    private readonly ManualResetEventSlim _gate = new();
    private readonly TaskCompletionSource _held = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _reading = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TestServer _server;

    private HeldServer(TestServer server, FakeTimeProvider time)
    {
        _server = server;
        Time = time;
        server.Endpoints.On("pods", ComputeAsync);
        server.Endpoints.On("configmaps", ReadAsync);
    }

    public FakeTimeProvider Time { get; }

    /// <summary>Whose requests computed, in their order.</summary>
    public ConcurrentQueue<string> Order { get; } = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static async Task<HeldServer> StartAsync()
    {
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 5, 4, 3, 2, 1, TimeSpan.Zero));
        var server = await TestServer.StartInAsync(
            time,
            NullLoggerFactory.Instance,
            options => options with { Serve = false, Processors = 1 },
            JsonNode.Parse("""{"kind":"ClusterRole","apiVersion":"rbac.authorization.k8s.io/v1","metadata":{"name":"user"},"rules":[{"apiGroups":[""],"resources":["pods","configmaps"],"verbs":["*"]}]}""")!.AsObject(),
            JsonNode.Parse("""{"kind":"ClusterRoleBinding","apiVersion":"rbac.authorization.k8s.io/v1","metadata":{"name":"user"},"roleRef":{"apiGroup":"rbac.authorization.k8s.io","kind":"ClusterRole","name":"user"},"subjects":[{"kind":"Group","apiGroup":"rbac.authorization.k8s.io","name":"system:authenticated"}]}""")!.AsObject());
        return new HeldServer(server, time);
    }

    public HttpClient ConnectAs(string user) => _server.ConnectInProcess(UserInfo.Authenticated(user));

    public HttpClient ConnectAsAdmin() => _server.ConnectInProcess();

    /// <summary>A request that computes until <see cref="LetGo"/>.</summary>
    public async Task<Task<HttpResponseMessage>> HoldAsync(HttpClient client)
    {
        var holding = Task.Run(() => client.GetAsync(Pods, Token), Token);
        await _held.Task.WaitAsync(Token);
        return holding;
    }

    /// <summary>A write whose body has not come yet, and what lets it come.</summary>
    public async Task<(Task<HttpResponseMessage> Answer, Action Send)> WriteAsync(HttpClient client)
    {
        var body = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var answer = client.PostAsync(ConfigMaps, new LateContent(body.Task), Token);
        await _reading.Task.WaitAsync(Token);
        return (answer, body.SetResult);
    }

    public void LetGo() => _gate.Set();

    /// <summary>Waits until so many requests of plain users wait.</summary>
    public async Task WaitForWaitingAsync(int count)
    {
        using var admin = ConnectAsAdmin();
        var line = $"apiserver_flowcontrol_current_inqueue_requests{{priority_level=\"global-default\",flow_schema=\"global-default\"}} {count}\n";
        while (!(await admin.GetStringAsync(new Uri("/metrics", UriKind.Relative), Token)).Contains(line, StringComparison.Ordinal))
        {
            await Task.Yield();
        }
    }

    public async ValueTask DisposeAsync()
    {
        _gate.Set();
        await _server.DisposeAsync();
        _gate.Dispose();
    }

    private Task ComputeAsync(HttpContext context, RequestInfo request)
    {
        Order.Enqueue(context.Caller.Name);
        _held.TrySetResult();
        _gate.Wait(Token);
        return Answer.TextAsync(context, StatusCodes.Status200OK, "ok");
    }

    private async Task ReadAsync(HttpContext context, RequestInfo request)
    {
        _reading.TrySetResult();
        await RequestBody.ReadAsync(context, context.RequestAborted);
        await ComputeAsync(context, request);
    }

    private sealed class LateContent(Task sent) : HttpContent
    {
        protected override async Task SerializeToStreamAsync(Stream stream, System.Net.TransportContext? context)
        {
            await sent;
            await stream.WriteAsync("{}"u8.ToArray(), Token);
        }

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }
}
