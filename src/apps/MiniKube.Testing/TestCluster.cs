using k8s;
using k8s.Models;
using Microsoft.Extensions.Logging.Abstractions;
using MiniKube.Api.Determinism;
using MiniKube.Client.Api;
using MiniKube.Hosting;
using MiniKube.Hosting.Components;
using MiniKube.Hosting.ControlPlanes;
using MiniKube.Hosting.Nodes;
using MiniKube.Hosting.Waiting;

namespace MiniKube.Testing;

/// <summary>
/// A whole cluster inside the test process: API server, scheduler, controllers and simulated nodes, without sockets, files or root. Clusters do not see
/// each other; start as many as you like.
/// </summary>
public sealed class TestCluster : IAsyncDisposable
{
    private readonly ControlPlane _controlPlane;
    private readonly ComponentGroup _components;
    private readonly LocalNodes _nodes;
    private readonly IApiClient _waiter;

    private TestCluster(ControlPlane controlPlane, ComponentGroup components, LocalNodes nodes, TimeProvider time)
    {
        _controlPlane = controlPlane;
        _components = components;
        _nodes = nodes;
        _waiter = controlPlane.ClientFor("kubernetes-admin", ["system:masters"], "mkube-testing");
        Time = time;
        Client = ClientFor("kubernetes-admin", "system:masters");
    }

    /// <summary>The official client, as the administrator.</summary>
    public Kubernetes Client { get; }

    /// <summary>The clock of every part of the cluster.</summary>
    public TimeProvider Time { get; }

    /// <summary>Starts a cluster; it is ready, nodes included, when this returns.</summary>
    public static async Task<TestCluster> StartAsync(TestClusterOptions? options = null, CancellationToken cancellationToken = default)
    {
        options ??= new TestClusterOptions();
        var random = new SeededRandomSource(options.Seed);
        var logging = options.Logging ?? NullLoggerFactory.Instance;
        var real = HostServices.Real(logging);
        var services = real with { Time = options.Time ?? real.Time, Random = random, Uids = new RandomUidSource(random) };
        var controlPlane = await ControlPlane.StartAsync(new ControlPlaneOptions { Serve = false }, services, cancellationToken);
        var components = new ComponentGroup(logging);
        try
        {
            components.StartControllers(controlPlane, services);
            var nodes = LocalNodes.StartSimulated(components, controlPlane, options.Nodes, services);
            await nodes.WaitUntilReadyAsync(cancellationToken);
            return new TestCluster(controlPlane, components, nodes, services.Time);
        }
        catch
        {
            await components.DisposeAsync();
            await controlPlane.DisposeAsync();
            throw;
        }
    }

    /// <summary>The official client, as anybody.</summary>
    public Kubernetes ClientFor(string user, params string[] groups)
    {
        var configuration = new KubernetesClientConfiguration { Host = _controlPlane.Address.ToString() };
        return new Kubernetes(configuration, new InProcessHandler(CreateHandler(user, groups)));
    }

    /// <summary>The API for any HTTP client, as anybody. It lives as long as the cluster.</summary>
    public HttpMessageHandler CreateHandler(string user, params string[] groups) => _controlPlane.HandlerFor(user, [.. groups]);

    /// <summary>Waits, by watching, until an object is there and satisfies the condition.</summary>
    public async Task<T> WaitForAsync<T>(
        string? @namespace, string name, Func<T, bool> condition, CancellationToken cancellationToken = default)
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        var objects = await _waiter.WaitForAllAsync<T>(
            @namespace,
            all => all.TryGetValue(name, out var found) && condition(found),
            cancellationToken);
        return objects[name];
    }

    /// <summary>Waits, by watching, until a namespace holds no object of a kind.</summary>
    public Task WaitForNoneAsync<T>(string @namespace, CancellationToken cancellationToken = default)
        where T : class, IKubernetesObject<V1ObjectMeta> =>
        _waiter.WaitForAllAsync<T>(@namespace, all => all.Count == 0, cancellationToken);

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _components.DisposeAsync();
        await _nodes.DisposeAsync();
        await _controlPlane.DisposeAsync();
    }
}
