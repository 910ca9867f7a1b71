using Microsoft.Extensions.Logging;
using MiniKube.Api.Errors;
using MiniKube.Api.Models;
using MiniKube.Api.Names;
using MiniKube.Client.Api;
using MiniKube.Client.Events;
using MiniKube.Client.Serialization;
using MiniKube.Controllers.Common;
using k8s.Models;

namespace MiniKube.Controllers.ReplicaSets;

/// <summary>Makes and deletes the pods of a plan.</summary>
internal sealed partial class ReplicaSetPods(IApiClient api, IEventRecorder events, OwnWrites<NamespacedName> ownWrites, ILogger logger)
{
    /// <summary>Why the plan could not be carried out in full; null when it was.</summary>
    public async Task<(string Reason, Exception Failure)?> ApplyAsync(V1ReplicaSet replicaSet, ReplicaSetPlan plan, CancellationToken cancellationToken)
    {
        if (plan.Creates > 0)
        {
            var (_, failure) = await SlowStart.RunAsync(plan.Creates, () => CreateAsync(replicaSet, cancellationToken));
            return failure is null ? null : ("FailedCreate", failure);
        }

        var failures = await Task.WhenAll(plan.Deletes.Select(pod => DeleteAsync(replicaSet, pod, cancellationToken)));
        return failures.FirstOrDefault(failure => failure is not null) is { } first ? ("FailedDelete", first) : null;
    }

    private static V1Pod NewPod(V1ReplicaSet replicaSet)
    {
        var template = replicaSet.Spec.Template;
        return new V1Pod
        {
            Metadata = new V1ObjectMeta
            {
                GenerateName = $"{replicaSet.Metadata.Name}-",
                NamespaceProperty = replicaSet.Metadata.NamespaceProperty,
                Labels = template.Metadata?.Labels,
                Annotations = template.Metadata?.Annotations,
                Finalizers = template.Metadata?.Finalizers,
                OwnerReferences = [replicaSet.ToControllerReference(ModelType<V1ReplicaSet>.Kind)],
            },
            Spec = template.Spec,
        };
    }

    private async Task CreateAsync(V1ReplicaSet replicaSet, CancellationToken cancellationToken)
    {
        try
        {
            var pod = await api.CreateAsync(NewPod(replicaSet), cancellationToken);
            ownWrites.Wrote(replicaSet.Key, pod.Metadata.ResourceVersion);
            LogCreated(replicaSet.Key, pod.Metadata.Name);
            events.Normal(replicaSet, "SuccessfulCreate", $"Created pod: {pod.Metadata.Name}");
        }
        catch (ApiException refusal)
        {
            if (!IsNamespaceTerminating(refusal))
            {
                events.Warning(replicaSet, "FailedCreate", $"Error creating: {refusal.Message}");
            }

            throw;
        }
        catch (Exception)
        {
            // The request may have reached the server.
            ownWrites.Unsure(replicaSet.Key);
            throw;
        }
    }

    private async Task<Exception?> DeleteAsync(V1ReplicaSet replicaSet, V1Pod pod, CancellationToken cancellationToken)
    {
        try
        {
            var options = new V1DeleteOptions { Preconditions = new V1Preconditions { Uid = pod.Metadata.Uid } };
            await api.DeleteAsync<V1Pod>(pod.Key, options, cancellationToken);
            LogDeleted(replicaSet.Key, pod.Metadata.Name);
            events.Normal(replicaSet, "SuccessfulDelete", $"Deleted pod: {pod.Metadata.Name}");
        }
        catch (ApiException gone) when (gone.IsNotFound || gone.IsConflict)
        {
            // Another pod has the name, or nobody: this one is gone, the cache will say so.
            LogGone(replicaSet.Key, pod.Metadata.Name);
        }
        catch (ApiException refusal)
        {
            events.Warning(replicaSet, "FailedDelete", $"Error deleting: {refusal.Message}");
            return refusal;
        }

        ownWrites.Deleted(replicaSet.Key, pod.Key, pod.Metadata.Uid);
        return null;
    }

    internal static bool IsNamespaceTerminating(ApiException refusal) =>
        refusal.Status.Details?.Causes.Any(cause => cause.Reason == "NamespaceTerminating") == true;

    [LoggerMessage(100, LogLevel.Debug, "ReplicaSet {ReplicaSet} created pod {Pod}")]
    private partial void LogCreated(NamespacedName replicaSet, string pod);

    [LoggerMessage(101, LogLevel.Debug, "ReplicaSet {ReplicaSet} deleted pod {Pod}")]
    private partial void LogDeleted(NamespacedName replicaSet, string pod);

    [LoggerMessage(102, LogLevel.Debug, "ReplicaSet {ReplicaSet} wanted to delete pod {Pod}, which was gone already")]
    private partial void LogGone(NamespacedName replicaSet, string pod);
}
