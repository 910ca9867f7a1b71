using System.Text.Json.Nodes;

namespace MiniKube.ApiServer.Registry;

/// <summary>Decides what a delete does, by upstream's rules of grace periods and finalizers.</summary>
internal static class DeletionPlanner
{
    public const string OrphanFinalizer = "orphan";
    public const string ForegroundFinalizer = "foregroundDeletion";

    public static DeletionPlan Plan(JsonObject existing, DeleteOptions options, Strategy strategy, DateTimeOffset now)
    {
        var marked = existing.DeepClone().AsObject();
        var metadata = marked.Metadata;
        var current = metadata.Integer("deletionGracePeriodSeconds") ?? 0;
        var grace = strategy.GracePeriodSeconds(existing, options.GracePeriodSeconds);
        var isGraceful = false;
        if (grace is not null && existing.IsTerminating && current > 0)
        {
            if (options.GracePeriodSeconds is not { } asked || asked >= current)
            {
                return new DeletionPlan.Pending();
            }

            var end = existing.Metadata.Time("deletionTimestamp") ?? now;
            grace = asked;
            isGraceful = true;
            SetDeletion(metadata, end.AddSeconds(asked - current), asked);
        }
        else if (grace is { } seconds && !existing.IsTerminating)
        {
            isGraceful = true;
            SetDeletion(metadata, now.AddSeconds(seconds), seconds);
            RaiseGeneration(metadata);
        }

        var isFinalized = SetFinalizers(metadata, options, strategy);
        if (isGraceful)
        {
            return isFinalized || grace > 0 ? new DeletionPlan.Mark(marked) : new DeletionPlan.Remove();
        }

        if (!isFinalized && !strategy.IsHeldBack(existing))
        {
            return new DeletionPlan.Remove();
        }

        if (!existing.IsTerminating)
        {
            metadata["deletionTimestamp"] = ObjectTree.Timestamp(now);
            RaiseGeneration(metadata);
            strategy.PrepareForDeletion(marked);
        }

        if (isFinalized)
        {
            metadata["deletionGracePeriodSeconds"] = 0L;
        }

        return new DeletionPlan.Mark(marked);
    }

    private static void SetDeletion(JsonObject metadata, DateTimeOffset at, long graceSeconds)
    {
        metadata["deletionTimestamp"] = ObjectTree.Timestamp(at);
        metadata["deletionGracePeriodSeconds"] = graceSeconds;
    }

    private static void RaiseGeneration(JsonObject metadata)
    {
        if (metadata.Integer("generation") is { } generation and > 0)
        {
            metadata["generation"] = generation + 1;
        }
    }

    /// <summary>Puts the garbage collector's finalizers as the policy asks.</summary>
    /// <returns>True when there are finalizers.</returns>
    private static bool SetFinalizers(JsonObject metadata, DeleteOptions options, Strategy strategy)
    {
        var before = metadata.Texts("finalizers").ToList();
        var after = before.Where(finalizer => finalizer is not (OrphanFinalizer or ForegroundFinalizer)).ToList();
        switch (PolicyOf(before, options, strategy))
        {
            case PropagationPolicy.Orphan:
                after.Add(OrphanFinalizer);
                break;
            case PropagationPolicy.Foreground:
                after.Add(ForegroundFinalizer);
                break;
            default:
                break;
        }

        if (!after.ToHashSet().SetEquals(before))
        {
            metadata["finalizers"] = ObjectTree.ListOf(after);
        }

        return after.Count > 0;
    }

    private static PropagationPolicy PolicyOf(List<string> finalizers, DeleteOptions options, Strategy strategy)
    {
        if (options.Propagation is { } asked)
        {
            return asked;
        }

        // A policy chosen by an earlier delete stands until another one is asked for.
        return !options.IsExplicitlyNotOrphan && finalizers.Contains(OrphanFinalizer) ? PropagationPolicy.Orphan
            : finalizers.Contains(ForegroundFinalizer) ? PropagationPolicy.Foreground
            : options.IsExplicitlyNotOrphan ? PropagationPolicy.Background
            : strategy.DefaultPropagation;
    }
}
