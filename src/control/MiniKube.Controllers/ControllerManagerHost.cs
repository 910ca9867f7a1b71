using Microsoft.Extensions.Logging;
using MiniKube.Api.Determinism;
using MiniKube.Api.Names;
using MiniKube.Client.Api;
using MiniKube.Client.Informers;
using MiniKube.Client.Leases;
using MiniKube.Controllers.Certificates;
using MiniKube.Controllers.ClusterRoles;
using MiniKube.Controllers.Common;
using MiniKube.Controllers.Deployments;
using MiniKube.Controllers.GarbageCollection;
using MiniKube.Controllers.Namespaces;
using MiniKube.Controllers.Nodes;
using MiniKube.Controllers.Nodes.Evictions;
using MiniKube.Controllers.PodGarbage;
using MiniKube.Controllers.Quotas;
using MiniKube.Controllers.ReplicaSets;
using MiniKube.Controllers.ServiceAccounts;
using MiniKube.Controllers.ServiceAccounts.LegacyTokens;
using MiniKube.Controllers.StorageProtection;

namespace MiniKube.Controllers;

/// <summary>Owns the loops of all controllers: a client of the API server like any other.</summary>
public sealed partial class ControllerManagerHost(
    IApiClient api, ControllerManagerOptions options, TimeProvider time, IRandomSource random, ILoggerFactory logging)
{
    private readonly ILogger _logger = logging.CreateLogger<ControllerManagerHost>();
    private volatile Running? _running;

    /// <summary>The API as a controller's service account in kube-system sees it; null: every controller writes as the manager itself.</summary>
    public Func<string, IApiClient>? ClientFor { get; init; }

    /// <summary>Signs approved certificate requests; null leaves that to others.</summary>
    public ICertificateSigner? CertificateSigner { get; init; }

    /// <summary>Makes the tokens that Secrets hold; null leaves such Secrets to others.</summary>
    public ISecretTokens? SecretTokens { get; init; }

    /// <summary>Keys waiting or being worked on, and events not yet sent, over all controllers. Zero: they have settled for now.</summary>
    public int PendingCount => _running is { } running
        ? running.Controllers.Sum(controller => controller.PendingCount) + running.Context.Recorders.Sum(recorder => recorder.PendingCount)
        : 0;

    /// <summary>Keys that will come by themselves when time passes.</summary>
    public int DelayedCount => _running is { } running ? running.Controllers.Sum(controller => controller.DelayedCount) : 0;

    /// <summary>What the controllers know of the API; null before they run.</summary>
    internal InformerFactory? Informers => _running?.Context.Informers;

    /// <summary>Controls until cancelled; with <see cref="ControllerManagerOptions.LeaderElect"/> only while it holds the Lease.</summary>
    /// <exception cref="LeadershipLostException">Another controller manager has taken over.</exception>
    public Task RunAsync(CancellationToken cancellationToken)
    {
        if (!options.LeaderElect)
        {
            return ControlAsync(cancellationToken);
        }

        var election = new LeaderElectionOptions
        {
            Lease = new NamespacedName("kube-system", "kube-controller-manager"),
            Identity = $"{Environment.MachineName}_{Environment.ProcessId}_{random.Next(int.MaxValue):x8}",
        };
        return new LeaderElector(api, election, time, _logger).RunAsync(ControlAsync, cancellationToken);
    }

    private async Task ControlAsync(CancellationToken cancellationToken)
    {
        var context = new ControllerContext(api, ClientFor ?? (_ => api), time, random, logging, options.Workers);
        var controllers = Controllers(context);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var tasks = new List<Task> { context.Informers.RunAsync(stop.Token) };
        tasks.AddRange(context.Recorders.Select(recorder => recorder.RunAsync(stop.Token)));
        tasks.AddRange(controllers.Select(controller => controller.RunAsync(stop.Token)));
        _running = new Running(context, controllers);
        LogStarted(controllers.Count);
        try
        {
            // Whichever ends first ends all; its reason is the one to report.
            await await Task.WhenAny(tasks);
        }
        finally
        {
            await stop.CancelAsync();
            await Task.WhenAll(tasks).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            _running = null;
        }
    }

    private List<IController> Controllers(ControllerContext context)
    {
        var controllers = new List<IController>
        {
            ReplicaSetController.Create(context),
            DeploymentController.Create(context),
            NamespaceController.Create(context),
            GarbageCollector.Create(context),
            ServiceAccountController.Create(context),
            PodGarbageController.Create(context),
            NodeLifecycleController.Create(context),
            TaintEvictionController.Create(context),
            AggregationController.Create(context),
            QuotaController.Create(context),
            StorageProtectionControllers.CreateForClaims(context),
            StorageProtectionControllers.CreateForVolumes(context),
            CertificateControllers.CreateApproving(context),
            CertificateControllers.CreateCleaning(context),
            LegacyTokenController.Create(context, options.LegacyTokenCleanUpPeriod),
        };
        if (CertificateSigner is { } signer)
        {
            controllers.Add(CertificateControllers.CreateSigning(context, signer));
        }

        if (SecretTokens is { } tokens)
        {
            controllers.Add(TokenSecretController.Create(context, tokens, options.RootCertificateAuthorityPem));
        }

        if (options.RootCertificateAuthorityPem is { } pem)
        {
            controllers.Add(RootCertificateController.Create(context, pem));
        }

        return controllers;
    }

    [LoggerMessage(200, LogLevel.Information, "The controller manager runs {Count} controllers")]
    private partial void LogStarted(int count);

    private sealed record Running(ControllerContext Context, IReadOnlyList<IController> Controllers);
}
