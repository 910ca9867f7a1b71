using System.Collections.Frozen;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using MiniKube.Api.Determinism;
using MiniKube.ApiServer;
using MiniKube.ApiServer.Health;
using MiniKube.Hosting.Nodes;
using MiniKube.Store;

namespace MiniKube.Hosting;

/// <summary>What every part takes from its surroundings: time, chance, identity, log. Chosen once, by whoever starts the cluster.</summary>
public sealed record HostServices(TimeProvider Time, IRandomSource Random, IUidSource Uids, ILoggerFactory Logging)
{
    /// <summary>The real clock and the operating system's randomness.</summary>
    public static HostServices Real(ILoggerFactory logging)
    {
        var random = new CryptographicRandomSource();
#pragma warning disable RS0030 // This is the composition root: the one place that names the real clock.
        return new HostServices(TimeProvider.System, random, new RandomUidSource(random), logging);
#pragma warning restore RS0030
    }

    internal ApiServerServices ForApiServer(LocalKubelets kubelets, ComponentHealth components, FrozenDictionary<string, RequestDelegate> ownPaths, ILeases? leases) =>
        new(Time, Random, Uids, Logging) { LocalKubelets = kubelets.Find, Components = components, OwnPaths = ownPaths, Leases = leases };
}
