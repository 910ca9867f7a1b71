using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using MiniKube.Api.Errors;
using MiniKube.Api.Models;
using MiniKube.Api.Names;
using MiniKube.Client.Api;
using MiniKube.Client.Events;
using MiniKube.Client.Serialization;
using MiniKube.Controllers.Common;
using k8s.Models;

namespace MiniKube.Controllers.Deployments;

/// <summary>Writes what a rollout decides. Each method returns the rollout as it is afterwards.</summary>
internal sealed partial class RolloutActions(IApiClient api, IEventRecorder events, OwnWrites<NamespacedName> ownWrites, TimeProvider time, ILogger logger)
{
    /// <summary>Gives the new ReplicaSet its revision and the Deployment's annotations, and the Deployment the revision.</summary>
    public async Task<Rollout> SyncRevisionAsync(Rollout rollout, CancellationToken cancellationToken)
    {
        if (rollout.New is not { } current)
        {
            return rollout;
        }

        var annotations = Annotations.ForNewReplicaSet(rollout.Deployment, current.Metadata, rollout.NewRevision);
        var minReadySeconds = rollout.Deployment.Spec.MinReadySeconds;
        if (!SameAnnotations(annotations, current.Metadata.Annotations) || (current.Spec.MinReadySeconds ?? 0) != (minReadySeconds ?? 0))
        {
            current = await UpdateAsync(
                rollout,
                current with
                {
                    Metadata = current.Metadata with { Annotations = annotations },
                    Spec = current.Spec with { MinReadySeconds = minReadySeconds },
                },
                cancellationToken);
            rollout = rollout with { New = current };
        }

        var deployment = await SetRevisionAsync(rollout.Deployment, current, cancellationToken);
        if (DeploymentStatusPlanner.HasDeadline(deployment) &&
            DeploymentConditions.Find(deployment.Status?.Conditions, DeploymentConditions.Progressing) is null)
        {
            deployment = WithCondition(deployment, "True", DeploymentConditions.NewFound, $"Found new replica set \"{current.Metadata.Name}\"");
        }

        return rollout with { Deployment = deployment };
    }

    /// <summary>Makes the ReplicaSet for the current template. Null when its name was taken by another: the collision is noted, try again.</summary>
    public async Task<Rollout?> CreateNewAsync(Rollout rollout, CancellationToken cancellationToken)
    {
        var draft = NewReplicaSet(rollout);
        V1ReplicaSet created;
        try
        {
            created = await api.CreateAsync(draft, cancellationToken);
            ownWrites.Wrote(rollout.Deployment.Key, created.Metadata.ResourceVersion);
            if (Rollout.Replicas(created) > 0)
            {
                events.Normal(
                    rollout.Deployment, "ScalingReplicaSet", $"Scaled up replica set {created.Metadata.Name} from 0 to {Rollout.Replicas(created)}");
            }
        }
        catch (ApiException taken) when (taken.IsAlreadyExists)
        {
            var other = await api.GetAsync<V1ReplicaSet>(draft.Key, cancellationToken);
            if (!other.IsControlledBy(rollout.Deployment) || !PodTemplates.AreEqual(other.Spec.Template, rollout.Deployment.Spec.Template))
            {
                await NoteCollisionAsync(rollout.Deployment, cancellationToken);
                return null;
            }

            created = other;
        }
        catch (ApiException refusal) when (DeploymentStatusPlanner.HasDeadline(rollout.Deployment))
        {
            var message = $"Failed to create new replica set \"{draft.Metadata.Name}\": {refusal.Message}";
            await WriteStatusAsync(WithCondition(rollout.Deployment, "False", DeploymentConditions.CreateError, message), cancellationToken);
            events.Warning(rollout.Deployment, DeploymentConditions.CreateError, message);
            throw;
        }

        var deployment = await SetRevisionAsync(rollout.Deployment, created, cancellationToken);
        if (DeploymentStatusPlanner.HasDeadline(deployment))
        {
            deployment = WithCondition(deployment, "True", DeploymentConditions.NewCreated, $"Created new replica set \"{created.Metadata.Name}\"");
        }

        LogCreated(deployment.Key, created.Metadata.Name);
        return rollout with { Deployment = deployment, New = created };
    }

    /// <summary>Resizes ReplicaSets and notes the Deployment's size on them.</summary>
    public async Task<Rollout> ResizeAsync(Rollout rollout, ImmutableArray<Resize> resizes, CancellationToken cancellationToken)
    {
        foreach (var (set, replicas) in resizes)
        {
            var annotations = new Dictionary<string, string>(set.Metadata.Annotations ?? new Dictionary<string, string>());
            Annotations.SetReplicas(annotations, rollout.Limits.Desired, rollout.Limits.MaxTotal);
            var before = Rollout.Replicas(set);
            if (before == replicas && SameAnnotations(annotations, set.Metadata.Annotations))
            {
                continue;
            }

            var resized = await UpdateAsync(
                rollout,
                set with { Metadata = set.Metadata with { Annotations = annotations }, Spec = set.Spec with { Replicas = replicas } },
                cancellationToken);
            rollout = rollout.New == set ? rollout with { New = resized } : rollout with { Old = rollout.Old.Replace(set, resized) };
            if (before != replicas)
            {
                var direction = replicas > before ? "up" : "down";
                events.Normal(
                    rollout.Deployment, "ScalingReplicaSet", $"Scaled {direction} replica set {set.Metadata.Name} from {before} to {replicas}");
            }
        }

        return rollout;
    }

    public async Task DeleteAsync(Rollout rollout, ImmutableArray<V1ReplicaSet> sets, CancellationToken cancellationToken)
    {
        foreach (var set in sets)
        {
            var preconditions = new V1Preconditions { Uid = set.Metadata.Uid, ResourceVersion = set.Metadata.ResourceVersion };
            try
            {
                await api.DeleteAsync<V1ReplicaSet>(set.Key, new V1DeleteOptions { Preconditions = preconditions }, cancellationToken);
                LogDeleted(rollout.Deployment.Key, set.Metadata.Name);
            }
            catch (ApiException gone) when (gone.IsNotFound)
            {
                // Somebody else cleans up too.
            }
        }
    }

    public async Task WriteStatusAsync(V1Deployment deployment, CancellationToken cancellationToken)
    {
        try
        {
            await api.UpdateStatusAsync(deployment, cancellationToken);
        }
        catch (ApiException gone) when (gone.IsNotFound)
        {
            // Deleted meanwhile: nobody is left to read it.
        }
    }

    private static V1ReplicaSet NewReplicaSet(Rollout rollout)
    {
        var deployment = rollout.Deployment;
        var spec = deployment.Spec;
        var hash = PodTemplates.Hash(spec.Template, deployment.Status?.CollisionCount ?? 0);
        var labels = PodTemplates.WithHash(spec.Template.Metadata?.Labels, hash);
        var annotations = Annotations.ForNewReplicaSet(deployment, null, rollout.NewRevision);
        Annotations.SetReplicas(annotations, rollout.Limits.Desired, rollout.Limits.MaxTotal);
        return new V1ReplicaSet
        {
            Metadata = new V1ObjectMeta
            {
                Name = $"{deployment.Metadata.Name}-{hash}",
                NamespaceProperty = deployment.Metadata.NamespaceProperty,
                Labels = labels,
                Annotations = annotations,
                OwnerReferences = [deployment.ToControllerReference(ModelType<V1Deployment>.Kind)],
            },
            Spec = new V1ReplicaSetSpec
            {
                Replicas = spec.Strategy?.Type == "Recreate"
                    ? rollout.Limits.Desired
                    : RollingUpdatePlanner.NewReplicas(rollout.Limits, rollout.TotalOccupied, current: 0),
                MinReadySeconds = spec.MinReadySeconds,
                Selector = spec.Selector with { MatchLabels = PodTemplates.WithHash(spec.Selector.MatchLabels, hash) },
                Template = spec.Template with { Metadata = (spec.Template.Metadata ?? new V1ObjectMeta()) with { Labels = labels } },
            },
        };
    }

    private static bool SameAnnotations(Dictionary<string, string> left, IDictionary<string, string>? right) =>
        left.Count == (right?.Count ?? 0) && left.All(entry => right!.TryGetValue(entry.Key, out var value) && value == entry.Value);

    private V1Deployment WithCondition(V1Deployment deployment, string status, string reason, string message)
    {
        var condition = DeploymentConditions.New(DeploymentConditions.Progressing, status, reason, message, time.GetUtcNow());
        var known = deployment.Status ?? new V1DeploymentStatus();
        return deployment with { Status = known with { Conditions = DeploymentConditions.Set(known.Conditions, condition) } };
    }

    private async Task NoteCollisionAsync(V1Deployment deployment, CancellationToken cancellationToken)
    {
        var known = deployment.Status ?? new V1DeploymentStatus();
        LogCollision(deployment.Key);
        await WriteStatusAsync(deployment with { Status = known with { CollisionCount = (known.CollisionCount ?? 0) + 1 } }, cancellationToken);
    }

    private async Task<V1ReplicaSet> UpdateAsync(Rollout rollout, V1ReplicaSet set, CancellationToken cancellationToken)
    {
        var updated = await api.UpdateAsync(set, cancellationToken);
        ownWrites.Wrote(rollout.Deployment.Key, updated.Metadata.ResourceVersion);
        return updated;
    }

    private async Task<V1Deployment> SetRevisionAsync(V1Deployment deployment, V1ReplicaSet current, CancellationToken cancellationToken)
    {
        var revision = Annotations.Get(current.Metadata, Annotations.Revision);
        if (revision is null || Annotations.Get(deployment.Metadata, Annotations.Revision) == revision)
        {
            return deployment;
        }

        var annotations = new Dictionary<string, string>(deployment.Metadata.Annotations ?? new Dictionary<string, string>())
        {
            [Annotations.Revision] = revision,
        };
        var updated = await api.UpdateAsync(deployment with { Metadata = deployment.Metadata with { Annotations = annotations } }, cancellationToken);

        // The status in hand may hold conditions that are not written yet.
        return updated with { Status = deployment.Status };
    }

    [LoggerMessage(110, LogLevel.Debug, "Deployment {Deployment} created ReplicaSet {ReplicaSet}")]
    private partial void LogCreated(NamespacedName deployment, string replicaSet);

    [LoggerMessage(111, LogLevel.Debug, "Deployment {Deployment} deleted the old ReplicaSet {ReplicaSet}")]
    private partial void LogDeleted(NamespacedName deployment, string replicaSet);

    [LoggerMessage(112, LogLevel.Information, "Deployment {Deployment} found the name of its new ReplicaSet taken and chooses another")]
    private partial void LogCollision(NamespacedName deployment);
}
