using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using MiniKube.ApiServer.Authentication;
using MiniKube.ApiServer.Http;
using MiniKube.ApiServer.Tests.Support;

namespace MiniKube.ApiServer.Tests.FlowControl;

/// <summary>A server whose reads of pods run until they are let go, one at a time or all.</summary>
internal sealed class GatedServer : IAsyncDisposable
{
    private readonly SemaphoreSlim _gate = new(0);
    private readonly SemaphoreSlim _ended = new(0);
    private int _running;

    private GatedServer(TestServer server, FakeTimeProvider time)
    {
        Server = server;
        Time = time;
        server.Endpoints.On("pods", RunAsync);
    }

    public TestServer Server { get; }

    public FakeTimeProvider Time { get; }

    /// <summary>Whose requests ran, in their order.</summary>
    public ConcurrentQueue<string> Started { get; } = new();

    /// <summary>Of the level that plain users are in: 20 of 245 shares.</summary>
    public int Seats { get; private init; }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <param name="seats">Of the whole server.</param>
    /// <param name="configure">Changes the options.</param>
    public static async Task<GatedServer> StartAsync(int seats, Func<ApiServerOptions, ApiServerOptions>? configure = null)
    {
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 5, 4, 3, 2, 1, TimeSpan.Zero));
        var server = await TestServer.StartInAsync(
            time,
            NullLoggerFactory.Instance,
            options =>
            {
                var bounded = options with { ReadingRequestsMax = seats / 2, MutatingRequestsMax = seats - (seats / 2) };
                return configure?.Invoke(bounded) ?? bounded;
            },
            JsonNode.Parse("""{"kind":"ClusterRole","apiVersion":"rbac.authorization.k8s.io/v1","metadata":{"name":"reader"},"rules":[{"apiGroups":[""],"resources":["pods"],"verbs":["get","list"]}]}""")!.AsObject(),
            JsonNode.Parse("""{"kind":"ClusterRoleBinding","apiVersion":"rbac.authorization.k8s.io/v1","metadata":{"name":"reader"},"roleRef":{"apiGroup":"rbac.authorization.k8s.io","kind":"ClusterRole","name":"reader"},"subjects":[{"kind":"Group","apiGroup":"rbac.authorization.k8s.io","name":"system:authenticated"}]}""")!.AsObject());
        return new GatedServer(server, time) { Seats = (int)Math.Ceiling(seats * 20 / 245.0) };
    }

    public HttpClient ConnectAs(string user) => Server.ConnectInProcess(UserInfo.Authenticated(user));

    public async Task WaitForRunningAsync(int count)
    {
        while (Volatile.Read(ref _running) < count)
        {
            await Task.Yield();
            Token.ThrowIfCancellationRequested();
        }
    }

    public async Task WaitForDumpAsync(string dump, Func<string, bool> condition)
    {
        using var admin = Server.ConnectInProcess();
        while (!condition(await admin.GetStringAsync(new Uri($"/debug/api_priority_and_fairness/{dump}", UriKind.Relative), Token)))
        {
            await Task.Yield();
        }
    }

    /// <summary>Lets one request go and waits until it is gone.</summary>
    public async Task LetOneGoAsync()
    {
        _gate.Release();
        await _ended.WaitAsync(Token);
    }

    public void LetAllGo() => _gate.Release(1_000_000);

    public async ValueTask DisposeAsync()
    {
        await Server.DisposeAsync();
        _gate.Dispose();
        _ended.Dispose();
    }

    private async Task RunAsync(HttpContext context, RequestInfo request)
    {
        Started.Enqueue(context.Caller.Name);
        Interlocked.Increment(ref _running);
        try
        {
            await _gate.WaitAsync(context.RequestAborted);
            await Answer.TextAsync(context, StatusCodes.Status200OK, "ok");
        }
        finally
        {
            Interlocked.Decrement(ref _running);
            _ended.Release();
        }
    }
}
