using MiniKube.ApiServer.Authentication;
using MiniKube.ApiServer.Authentication.FrontProxy;
using MiniKube.ApiServer.Authorization;
using MiniKube.ApiServer.Certificates;
using MiniKube.ApiServer.FlowControl;
using MiniKube.ApiServer.Health;
using MiniKube.ApiServer.Registry;
using MiniKube.Store;
using Prometheus;

namespace MiniKube.ApiServer;

/// <summary>
/// What the resource endpoints are built from. They add a health check for each thing that must be there before they can serve, and put
/// their metrics into the server's own registry, never into the process-wide one.
/// </summary>
internal sealed record EndpointSurroundings(
    ApiServerOptions Options,
    ApiServerServices Services,
    IStore Store,
    IServiceAccountTokens Tokens,
    IReviews Reviews,
    AccessControl Access,
    ClusterCertificates Certificates,
    FrontProxyTrust? FrontProxies,
    HealthChecks Health,
    CollectorRegistry Metrics,
    ServedApi Api)
{
    /// <summary>Null when priority and fairness is off.</summary>
    public FlowControlHost? Flow { get; init; }
}
