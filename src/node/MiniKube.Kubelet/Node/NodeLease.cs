using k8s.Models;
using Microsoft.Extensions.Logging;
using MiniKube.Api.Errors;
using MiniKube.Api.Names;
using MiniKube.Client.Api;

namespace MiniKube.Kubelet.Node;

/// <summary>The node's heartbeat: a Lease renewed every few seconds.</summary>
internal sealed partial class NodeLease(KubeletOptions options, IApiClient api, TimeProvider timeProvider, ILogger<NodeLease> logger)
{
    private const string Namespace = "kube-node-lease";

    private V1Lease? _lease;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(options.LeaseRenewPeriod, timeProvider);
        do
        {
            try
            {
                await RenewAsync(cancellationToken);
            }
            catch (Exception e) when (e is ApiException or HttpRequestException or IOException)
            {
                // Whoever changed it, the next renewal starts from what the API has.
                _lease = null;
                LogFailed(e);
            }
        }
        while (await timer.WaitForNextTickAsync(cancellationToken));
    }

    private async Task RenewAsync(CancellationToken cancellationToken)
    {
        var name = new NamespacedName(Namespace, options.NodeName);
        try
        {
            _lease ??= await api.GetAsync<V1Lease>(name, cancellationToken);
            _lease = await api.UpdateAsync(Renewed(_lease), cancellationToken);
        }
        catch (ApiException e) when (e.IsNotFound)
        {
            _lease = await api.CreateAsync(await NewAsync(cancellationToken), cancellationToken);
        }
    }

    private V1Lease Renewed(V1Lease lease) => lease with
    {
        Spec = (lease.Spec ?? new V1LeaseSpec()) with
        {
            HolderIdentity = options.NodeName,
            LeaseDurationSeconds = (int)options.LeaseDuration.TotalSeconds,
            RenewTime = timeProvider.GetUtcNow().UtcDateTime,
        },
    };

    private async Task<V1Lease> NewAsync(CancellationToken cancellationToken)
    {
        var node = await api.GetAsync<V1Node>(new NamespacedName("", options.NodeName), cancellationToken);
        var owner = new V1OwnerReference { ApiVersion = "v1", Kind = "Node", Name = options.NodeName, Uid = node.Metadata.Uid };
        return Renewed(new V1Lease
        {
            ApiVersion = "coordination.k8s.io/v1",
            Kind = "Lease",
            Metadata = new V1ObjectMeta { Name = options.NodeName, NamespaceProperty = Namespace, OwnerReferences = [owner] },
        });
    }

    [LoggerMessage(EventId = 10180, Level = LogLevel.Warning, Message = "The node's lease could not be renewed and will be tried again")]
    private partial void LogFailed(Exception exception);
}
