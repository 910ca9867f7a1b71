using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using MiniKube.Api.Determinism;
using MiniKube.Api.Models;
using MiniKube.Client.Api;
using MiniKube.Client.Tests.Fakes;
using k8s.Models;

namespace MiniKube.Controllers.Tests.Common;

/// <summary>All controllers over the fake API server, with a hand that plays scheduler and kubelet.</summary>
public sealed class ControllerCluster : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
    private Task _running = Task.CompletedTask;

    public ControllerCluster()
    {
        Api = new FakeApi(Time);
        foreach (var (group, resource, kind) in (ReadOnlySpan<(string, string, string)>)
            [("", "pods", "Pod"), ("", "configmaps", "ConfigMap"), ("", "serviceaccounts", "ServiceAccount"), ("", "secrets", "Secret"),
             ("apps", "deployments", "Deployment"), ("apps", "replicasets", "ReplicaSet")])
        {
            Serve(group, resource, kind, isNamespaced: true);
        }

        Serve("", "resourcequotas", "ResourceQuota", isNamespaced: true);
        Serve("", "persistentvolumeclaims", "PersistentVolumeClaim", isNamespaced: true);
        Serve("", "persistentvolumes", "PersistentVolume", isNamespaced: false);
        Serve("certificates.k8s.io", "certificatesigningrequests", "CertificateSigningRequest", isNamespaced: false);
        Serve("", "namespaces", "Namespace", isNamespaced: false);
        Serve("", "nodes", "Node", isNamespaced: false);
        Serve("coordination.k8s.io", "leases", "Lease", isNamespaced: true);
        Serve("rbac.authorization.k8s.io", "clusterroles", "ClusterRole", isNamespaced: false);
        Host = new ControllerManagerHost(
            Api.Client, new ControllerManagerOptions { RootCertificateAuthorityPem = "PEM" }, Time, new SeededRandomSource(1), NullLoggerFactory.Instance);
    }

    public static CancellationToken Token => TestContext.Current.CancellationToken;

    public FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));

    public FakeApi Api { get; }

    public ControllerManagerHost Host { get; }

    public IApiClient Client => Api.Client;

    public IReadOnlyList<V1Pod> Pods => Api.All<V1Pod>();

    public IReadOnlyList<V1Pod> ActivePods => [.. Pods.Where(pod => pod.IsActive)];

    public void Start() => _running = Host.RunAsync(_stop.Token);

    /// <summary>Waits until something is so, while time passes.</summary>
    public async Task UntilAsync(Func<bool> condition)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30), TimeProvider.System);
        while (!condition())
        {
            if (patience.IsCancellationRequested)
            {
                throw new TimeoutException($"Pending {Host.PendingCount}, delayed {Host.DelayedCount}; writes:\n{string.Join('\n', Api.Writes)}\n{Api.Store}");
            }

            if (_running.IsFaulted)
            {
                await _running;
            }

            Token.ThrowIfCancellationRequested();
            Time.Advance(TimeSpan.FromMilliseconds(5));
            for (var turn = 0; turn < 20; turn++)
            {
                await Task.Yield();
            }
        }
    }

    /// <summary>Places every new pod, makes it ready, and takes away those that are going, until something is so.</summary>
    public Task UntilAsync(Func<bool> condition, Func<V1Pod, bool> becomesReady) => UntilAsync(() =>
    {
        if (condition())
        {
            return true;
        }

        Kubelet(becomesReady);
        return false;
    });

    /// <summary>One step of all kubelets.</summary>
    public void Kubelet(Func<V1Pod, bool> becomesReady)
    {
        foreach (var pod in Pods)
        {
            if (pod.IsTerminating)
            {
                Api.Remove<V1Pod>(pod.Metadata.NamespaceProperty, pod.Metadata.Name);
            }
            else if (!pod.IsReady && becomesReady(pod))
            {
                Api.Put(Objects.Ready(pod, Time.GetUtcNow()));
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await Eventually.Ended(_running);
        _stop.Dispose();
        Api.Dispose();
    }

    private void Serve(string group, string resource, string kind, bool isNamespaced) => Api.Store.Discovered.Add(new DiscoveredResource(
        new(group, "v1", resource), new(group, "v1", kind), isNamespaced, ["get", "list", "watch", "create", "delete", "deletecollection", "patch"]));
}
