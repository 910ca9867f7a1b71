using System.Collections.Immutable;
using System.Net;
using MiniKube.ApiServer;
using MiniKube.ApiServer.Audit;
using MiniKube.ApiServer.Authentication;
using MiniKube.ApiServer.Authorization;
using MiniKube.ApiServer.Encryption;
using MiniKube.Etcd.Client;
using MiniKube.Etcd.Front;
using MiniKube.Hosting.Replicas;

namespace MiniKube.Hosting.ControlPlanes;

/// <summary>How a control plane is run.</summary>
public sealed record ControlPlaneOptions
{
    /// <summary>Where the store, the keys and the kubeconfig are; null keeps everything in memory.</summary>
    public string? DataDirectory { get; init; }

    public IPAddress BindAddress { get; init; } = IPAddress.Loopback;

    /// <summary>0 takes any free port.</summary>
    public int Port { get; init; } = 6443;

    /// <summary>Who is let in beside those that the cluster knows itself.</summary>
    public AuthenticationOptions Authentication { get; init; } = new();

    /// <summary>Who decides what callers may do.</summary>
    public AuthorizationOptions Authorization { get; init; } = new();

    /// <summary>What is kept encrypted.</summary>
    public EncryptionOptions Encryption { get; init; } = new();

    /// <summary>Lines of <c>token,user,uid,"group,group"</c>; null for none.</summary>
    public string? TokenAuthFile { get; init; }

    /// <summary>False: reachable in process only, without sockets.</summary>
    public bool Serve { get; init; } = true;

    /// <summary>What is recorded of requests; null for nothing.</summary>
    public AuditOptions? Audit { get; init; }

    /// <summary>Changes what else there is to say of the API server, such as its bounds.</summary>
    public Func<ApiServerOptions, ApiServerOptions> ConfigureApiServer { get; init; } = static options => options;

    /// <summary>Where the administrator's kubeconfig goes; null: not written.</summary>
    public string? KubeconfigPath { get; init; }

    /// <summary>Serves the store to etcd's clients too; null: it does not.</summary>
    public EtcdFrontOptions? EtcdFront { get; init; }

    /// <summary>The etcd cluster that everything is kept in; null: an embedded store.</summary>
    public EtcdStoreOptions? Datastore { get; init; }

    /// <summary>One of several that share a replicated store; null: as the data directory says, alone when it says nothing.</summary>
    public ReplicaOptions? Replica { get; init; }

    /// <summary>Further names and addresses that the serving certificate answers to.</summary>
    public ImmutableArray<string> ExtraSubjectNames { get; init; } = [];
}
