using System.Threading.Channels;
using k8s;
using k8s.Autorest;
using k8s.Models;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace SiteOperator;

/// <summary>Follows the sites and what serves them, and has each reconciled that may have changed. Level-triggered: it is told only which.</summary>
internal sealed partial class SiteController(Kubernetes client, GenericClient sites, SiteReconciler reconciler, TimeProvider time, ILogger<SiteController> logger) : BackgroundService
{
    private const int WaitingMax = 10_000;

    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(1);

    private readonly Channel<(string Namespace, string Name)> _due = Channel.CreateBounded<(string, string)>(WaitingMax);

    /// <summary>The first of the three that fails ends the program, which says why.</summary>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var ended = await Task.WhenAny(
            FollowAsync(() => sites.WatchAsync<Site>(cancel: stoppingToken), site => site.Metadata.Name, stoppingToken),
            FollowAsync(
                () => client.AppsV1.WatchListDeploymentForAllNamespacesAsync(labelSelector: $"app.kubernetes.io/managed-by={SitePlanner.ManagedBy}", cancellationToken: stoppingToken),
                deployment => deployment.Metadata.OwnerReferences?.FirstOrDefault(owner => owner.Kind == "Site")?.Name,
                stoppingToken),
            ReconcileAsync(stoppingToken));
        await ended;
    }

    /// <summary>Each watch begins with what there is, so one that ends is simply begun again.</summary>
    private async Task FollowAsync<TObject>(
        Func<IAsyncEnumerable<(WatchEventType Type, TObject Object)>> watch, Func<TObject, string?> siteOf, CancellationToken cancellationToken)
        where TObject : IKubernetesObject<V1ObjectMeta>
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                await foreach (var (_, item) in watch().WithCancellation(cancellationToken))
                {
                    if (siteOf(item) is { } name)
                    {
                        await _due.Writer.WriteAsync((item.Metadata.NamespaceProperty, name), cancellationToken);
                    }
                }
            }
            catch (Exception error) when (error is HttpOperationException or HttpRequestException or IOException or KubernetesException)
            {
                LogWatchEnded(typeof(TObject).Name, error.Message);
                await Task.Delay(RetryDelay, time, cancellationToken);
            }
        }
    }

    private async Task ReconcileAsync(CancellationToken cancellationToken)
    {
        await foreach (var (@namespace, name) in _due.Reader.ReadAllAsync(cancellationToken))
        {
            try
            {
                await reconciler.ReconcileAsync(@namespace, name, cancellationToken);
                LogReconciled(@namespace, name);
            }
            catch (Exception error) when (error is HttpOperationException or HttpRequestException)
            {
                LogFailed(@namespace, name, (error as HttpOperationException)?.Response.Content ?? error.Message);
                await Task.Delay(RetryDelay, time, cancellationToken);
                _due.Writer.TryWrite((@namespace, name));
            }
        }
    }

    [LoggerMessage(1, LogLevel.Information, "{Namespace}/{Name} is as it shall be")]
    private partial void LogReconciled(string @namespace, string name);

    [LoggerMessage(2, LogLevel.Warning, "{Namespace}/{Name} could not be made as it shall be, this is tried again: {Message}")]
    private partial void LogFailed(string @namespace, string name, string message);

    [LoggerMessage(3, LogLevel.Information, "The watch of {Kind} begins again: {Message}")]
    private partial void LogWatchEnded(string kind, string message);
}
