using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using MiniKube.RealParts;

namespace MiniKube.Benchmarks;

/// <summary>The writes that a cluster makes all day: pods get nodes, nodes renew their leases, kubelets report. Each client is a node.</summary>
internal sealed class NodeWrites
{
    private const string Leases = "/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases";

    private readonly Server _server;
    private readonly JsonNode[] _leases;
    private readonly ConcurrentQueue<int> _unbound = [];

    private NodeWrites(Server server, int clients)
    {
        _server = server;
        _leases = new JsonNode[clients];
    }

    /// <summary>Makes each node's lease and a pod of its own.</summary>
    public static async Task<NodeWrites> PrepareAsync(Server server, int clients, CancellationToken cancellationToken)
    {
        var writes = new NodeWrites(server, clients);
        await server.Api.SendAsync(HttpMethod.Post, "/api/v1/namespaces", cancellationToken, """{"metadata":{"name":"kube-node-lease"}}""");
        for (var client = 0; client < clients; client++)
        {
            var made = await server.Api.SendAsync(
                HttpMethod.Post,
                Leases,
                cancellationToken,
                $$$$"""
                {"metadata":{"name":"node-{{{{client}}}}","ownerReferences":[{"apiVersion":"v1","kind":"Node","name":"node-{{{{client}}}}","uid":"8b1b4d2c-3c1f-4a53-9f0e-9f7c0f4f1a11"}]},
                "spec":{"holderIdentity":"node-{{{{client}}}}","leaseDurationSeconds":40,"renewTime":"2026-01-01T00:00:00.000000Z"}}
                """);
            writes._leases[client] = made.Json;
            await server.Api.SendAsync(HttpMethod.Post, Pods.Path, cancellationToken, Pods.Body(PodOf(client)));
        }

        return writes;
    }

    /// <summary>The pods of the nodes have other names than those that are measured without a status.</summary>
    private static int PodOf(int client) => 900_000 + client;

    public Task<RawAnswer> PatchStatusAsync(int client, int n, CancellationToken cancellationToken) => _server.Api.SendAsync(
        HttpMethod.Patch, $"{Pods.Path}/pod-{PodOf(client):D6}/status", cancellationToken, Status(n), "application/strategic-merge-patch+json");

    /// <summary>What a kubelet sends when a container becomes ready, or is no longer.</summary>
    private static string Status(int n) =>
        """
        {"status":{"$setElementOrder/conditions":[{"type":"Initialized"},{"type":"Ready"},{"type":"ContainersReady"},{"type":"PodScheduled"}],
        "phase":"Running","podIP":"10.244.0.7","podIPs":[{"ip":"10.244.0.7"}],"hostIP":"10.0.0.1","startTime":"2026-01-01T00:00:00Z","conditions":[
        {"type":"Initialized","status":"True","lastTransitionTime":"2026-01-01T00:00:00Z"},{"type":"Ready","status":"STATE","lastTransitionTime":"2026-01-01T00:00:00Z"},
        {"type":"ContainersReady","status":"STATE","lastTransitionTime":"2026-01-01T00:00:00Z"},{"type":"PodScheduled","status":"True","lastTransitionTime":"2026-01-01T00:00:00Z"}],
        "containerStatuses":[{"name":"main","ready":READY,"restartCount":0,"image":"i","imageID":"i","state":{"running":{"startedAt":"2026-01-01T00:00:00Z"}}},
        {"name":"side","ready":true,"restartCount":0,"image":"i","imageID":"i","state":{"running":{"startedAt":"2026-01-01T00:00:00Z"}}}]}}
        """.Replace("STATE", n % 2 == 0 ? "True" : "False", StringComparison.Ordinal).Replace("READY", n % 2 == 0 ? "true" : "false", StringComparison.Ordinal);

    /// <summary>Makes a pod, which <see cref="BindAsync"/> can give a node later.</summary>
    public async Task<RawAnswer> CreatePodAsync(int number, CancellationToken cancellationToken)
    {
        var made = await _server.Api.SendAsync(HttpMethod.Post, Pods.Path, cancellationToken, Pods.Body(number));
        _unbound.Enqueue(number);
        return made;
    }

    public Task<RawAnswer> BindAsync(CancellationToken cancellationToken)
    {
        if (!_unbound.TryDequeue(out var number))
        {
            throw new InvalidOperationException("more bindings are measured than pods were made");
        }

        return _server.Api.SendAsync(
            HttpMethod.Post,
            $"{Pods.Path}/pod-{number:D6}/binding",
            cancellationToken,
            $$$$"""{"apiVersion":"v1","kind":"Binding","metadata":{"name":"pod-{{{{number:D6}}}}"},"target":{"kind":"Node","name":"node-0"}}""");
    }

    /// <summary>Sends the lease as it was answered last, with another time.</summary>
    public async Task<RawAnswer> RenewAsync(int client, int n, CancellationToken cancellationToken)
    {
        var lease = _leases[client];
        lease["spec"]!["renewTime"] = $"2026-01-01T00:00:{n / 1_000_000 % 60:D2}.{n % 1_000_000:D6}Z";
        var renewed = await _server.Api.SendAsync(HttpMethod.Put, $"{Leases}/node-{client}", cancellationToken, lease.ToJsonString());
        _leases[client] = renewed.Json;
        return renewed;
    }

    public Task<RawAnswer> RecordAsync(int client, int n, CancellationToken cancellationToken) => _server.Api.SendAsync(
        HttpMethod.Post,
        "/api/v1/namespaces/default/events",
        cancellationToken,
        $$$$"""
        {"metadata":{"name":"pod.{{{{n:x}}}}","namespace":"default"},"involvedObject":{"kind":"Pod","namespace":"default","name":"pod-{{{{client:D6}}}}","apiVersion":"v1",
        "fieldPath":"spec.containers{main}"},"reason":"Pulled","message":"Container image already present on machine","source":{"component":"kubelet","host":"node-{{{{client}}}}"},
        "firstTimestamp":"2026-01-01T00:00:00Z","lastTimestamp":"2026-01-01T00:00:00Z","count":1,"type":"Normal","reportingComponent":"kubelet","reportingInstance":"node-{{{{client}}}}"}
        """);
}
