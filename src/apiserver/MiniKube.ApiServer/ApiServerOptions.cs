using System.Collections.Immutable;
using System.Net;
using MiniKube.ApiServer.Admission;
using MiniKube.ApiServer.Audit;
using MiniKube.ApiServer.Authentication;
using MiniKube.ApiServer.Authorization;
using MiniKube.ApiServer.Encryption;
using MiniKube.ApiServer.Http;

namespace MiniKube.ApiServer;

/// <summary>How an API server is run.</summary>
public sealed record ApiServerOptions
{
    public IPAddress BindAddress { get; init; } = IPAddress.Loopback;

    /// <summary>0 takes any free port.</summary>
    public int Port { get; init; } = 6443;

    /// <summary>How long the <c>kubernetes</c> Service leads to a server that has gone without a word, where several share a store.</summary>
    public TimeSpan ServerLeaseTtl { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>The address that other machines use, named in the serving certificate; null when it is the bind address.</summary>
    public IPAddress? AdvertiseAddress { get; init; }

    /// <summary>Where <c>pki/</c> and the tokens are; null keeps keys in memory only.</summary>
    public string? DataDirectory { get; init; }

    /// <summary>False: reachable in process only, without sockets.</summary>
    public bool Serve { get; init; } = true;

    /// <summary>Addresses of Services; the first one is the API server's own.</summary>
    public IPNetwork ServiceClusterIpRange { get; init; } = IPNetwork.Parse("10.96.0.0/12");

    /// <summary>Addresses of Services of the other family; null in a cluster of one family.</summary>
    public IPNetwork? SecondaryServiceClusterIpRange { get; init; }

    /// <summary>The name that service account tokens are issued in, and their default audience.</summary>
    public string ServiceAccountIssuer { get; init; } = "https://kubernetes.default.svc.cluster.local";

    /// <summary>Lines of <c>token,user,uid,"group,group"</c>; null for none.</summary>
    public string? TokenAuthFile { get; init; }

    /// <summary>Who is let in beside those that the cluster knows itself.</summary>
    public AuthenticationOptions Authentication { get; init; } = new();

    /// <summary>Who decides what callers may do.</summary>
    public AuthorizationOptions Authorization { get; init; } = new();

    /// <summary>Which plug-ins look at writes.</summary>
    public AdmissionOptions Admission { get; init; } = new();

    /// <summary>What is kept encrypted.</summary>
    public EncryptionOptions Encryption { get; init; } = new();

    /// <summary>Further names and addresses for the serving certificate.</summary>
    public ImmutableArray<string> ExtraSubjectNames { get; init; } = [];

    /// <summary>How long a request that is not a watch or a stream may take.</summary>
    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How long in-flight requests may go on once the server is told to stop.</summary>
    public TimeSpan StopGrace { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Shares all seats, <see cref="ReadingRequestsMax"/> and <see cref="MutatingRequestsMax"/> together, by flow schemas and priority levels; false bounds both kinds alone.</summary>
    public bool HasPriorityAndFairness { get; init; } = true;

    /// <summary>Requests that may compute at once where flows share the server; others wait for their turn.</summary>
    public int Processors { get; init; } = Environment.ProcessorCount;

    /// <summary>Reading requests that may run at once; more are answered 429.</summary>
    public int ReadingRequestsMax { get; init; } = 400;

    /// <summary>Writing requests that may run at once; more are answered 429.</summary>
    public int MutatingRequestsMax { get; init; } = 200;

    /// <summary>What is recorded of requests; null for nothing.</summary>
    public AuditOptions? Audit { get; init; }

    public TlsOptions Tls { get; init; } = new();

    /// <summary>How long a client may take to send the head of a request.</summary>
    public TimeSpan HeadersTimeout { get; init; } = TimeSpan.FromSeconds(32);

    /// <summary>How long a body may come slower than 240 bytes a second; more than a second.</summary>
    public TimeSpan SlowBodyGrace { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Requests at once on one HTTP/2 connection.</summary>
    public int StreamsPerConnectionMax { get; init; } = 250;

    /// <summary>How likely a request over HTTP/2 is to be the last that its connection takes, so that clients spread over servers anew; from 0 to 1.</summary>
    public double GoAwayChance { get; init; }

    /// <summary>Connections held open at once; more are closed as they come.</summary>
    public int ConnectionsMax { get; init; } = 10_000;
}
