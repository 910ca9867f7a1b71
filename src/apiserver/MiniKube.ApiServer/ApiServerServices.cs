using System.Collections.Frozen;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using MiniKube.Api.Determinism;
using MiniKube.ApiServer.Health;
using MiniKube.ApiServer.KubeletProxy;
using MiniKube.Store;

namespace MiniKube.ApiServer;

/// <summary>What the server takes from its surroundings: time, chance, identity, log.</summary>
public sealed record ApiServerServices(TimeProvider Time, IRandomSource Random, IUidSource Uids, ILoggerFactory Logging)
{
    /// <summary>The store's leases, where other servers may share it; null when this one is alone, and the <c>kubernetes</c> Service leads to it only.</summary>
    public ILeases? Leases { get; init; }

    /// <summary>How kubelets are reached; null for TLS to the address that each node tells.</summary>
    public IKubeletConnector? Kubelets { get; init; }

    /// <summary>Finds the kubelet of a node that runs in this process; null for one that does not.</summary>
    public Func<string, KubeletConnection?>? LocalKubelets { get; init; }

    /// <summary>Connects to an address and port of a pod in place of the machine's own network, for the proxy; null for that network.</summary>
    public Func<string, int, CancellationToken, ValueTask<Stream>>? Dial { get; init; }

    /// <summary>How what runs in this process beside the server is; null when nothing says so, and the Leases tell.</summary>
    public ComponentHealth? Components { get; init; }

    /// <summary>Answers paths of the caller's own, before anybody is authenticated: who gets in is theirs to see to.</summary>
    public FrozenDictionary<string, RequestDelegate> OwnPaths { get; init; } = FrozenDictionary<string, RequestDelegate>.Empty;
}
