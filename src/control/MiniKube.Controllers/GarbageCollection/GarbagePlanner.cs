using System.Collections.Immutable;

namespace MiniKube.Controllers.GarbageCollection;

/// <summary>Decides what becomes of an object from its owners and its dependents.</summary>
internal static class GarbagePlanner
{
    /// <summary>For an object that is itself being deleted and has a say in what becomes of its dependents; null when it has none.</summary>
    public static GarbagePlan? PlanDying(OwnedObject item, IReadOnlyCollection<OwnedObject> dependents, bool isInCircle)
    {
        if (item.OrphansDependents)
        {
            return dependents.Count == 0
                ? new GarbagePlan.RemoveFinalizer(OwnedObject.OrphanFinalizer)
                : new GarbagePlan.OrphanDependents([.. dependents.Select(dependent => dependent.Uid)]);
        }

        if (item.DeletesDependents)
        {
            var blocking = dependents.Where(dependent => dependent.Blocks(item.Uid)).ToList();
            if (blocking.Count > 0 && isInCircle && item.Owners.Any(owner => owner.BlockOwnerDeletion == true))
            {
                return new GarbagePlan.Unblock();
            }

            return blocking.Count == 0
                ? new GarbagePlan.RemoveFinalizer(OwnedObject.ForegroundFinalizer)
                : new GarbagePlan.AwaitDependents([.. dependents.Where(dependent => !dependent.DeletesDependents).Select(dependent => dependent.Uid)]);
        }

        return item.IsBeingDeleted ? new GarbagePlan.Keep() : null;
    }

    /// <summary>For an object that nobody has asked to delete.</summary>
    /// <param name="item">The object.</param>
    /// <param name="owners">What is known of each of its owners, by uid.</param>
    /// <param name="dependents">The objects that name it as an owner.</param>
    /// <param name="isInCircle">The object is an owner of its owners.</param>
    public static GarbagePlan Plan(
        OwnedObject item, IReadOnlyDictionary<string, OwnerState> owners, IReadOnlyCollection<OwnedObject> dependents, bool isInCircle)
    {
        var leaving = owners.Where(owner => owner.Value != OwnerState.Solid).Select(owner => owner.Key).ToImmutableArray();
        if (leaving.IsEmpty)
        {
            return new GarbagePlan.Keep();
        }

        if (owners.Values.Contains(OwnerState.Solid))
        {
            return new GarbagePlan.DropOwners(leaving);
        }

        if (owners.Values.Contains(OwnerState.WaitingForDependents) && dependents.Count > 0)
        {
            return new GarbagePlan.Delete("Foreground", UnblockOwners: isInCircle);
        }

        // An object that already says how its dependents should go keeps its say.
        if (item.Finalizers.Contains(OwnedObject.OrphanFinalizer))
        {
            return new GarbagePlan.Delete("Orphan");
        }

        return new GarbagePlan.Delete(item.Finalizers.Contains(OwnedObject.ForegroundFinalizer) ? "Foreground" : "Background");
    }
}
