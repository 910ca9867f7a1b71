using System.Collections.Immutable;

namespace MiniKube.Controllers.GarbageCollection;

/// <summary>What is to be done about one object. A closed set.</summary>
internal abstract record GarbagePlan
{
    private GarbagePlan()
    {
    }

    /// <summary>It has an owner that stays, or none, or is going already.</summary>
    internal sealed record Keep : GarbagePlan;

    /// <summary>It stays for another owner, but these references are to be taken off.</summary>
    internal sealed record DropOwners(ImmutableArray<string> OwnerUids) : GarbagePlan;

    /// <summary>No owner is left that wants it.</summary>
    /// <param name="Policy">How its own dependents go.</param>
    /// <param name="UnblockOwners">In a circle of owners each would wait for the other: this one no longer blocks its own.</param>
    internal sealed record Delete(string Policy, bool UnblockOwners = false) : GarbagePlan;

    /// <summary>It waits for its owners' dependents while they wait for it: it no longer blocks them.</summary>
    internal sealed record Unblock : GarbagePlan;

    /// <summary>It waits for these dependents, which are to be looked at.</summary>
    internal sealed record AwaitDependents(ImmutableArray<string> DependentUids) : GarbagePlan;

    /// <summary>Its dependents are to forget it, then it may go.</summary>
    internal sealed record OrphanDependents(ImmutableArray<string> DependentUids) : GarbagePlan;

    /// <summary>Nothing holds it any longer.</summary>
    internal sealed record RemoveFinalizer(string Finalizer) : GarbagePlan;
}
