using System.Collections.Immutable;
using MiniKube.Api.Models;
using MiniKube.Api.Names;
using MiniKube.Client.Api;
using k8s.Models;

namespace MiniKube.Controllers.GarbageCollection;

/// <summary>As much of an object as ownership is about.</summary>
internal sealed record OwnedObject(
    DiscoveredResource Resource,
    NamespacedName Name,
    string Uid,
    string ResourceVersion,
    ImmutableArray<V1OwnerReference> Owners,
    ImmutableArray<string> Finalizers,
    bool IsBeingDeleted)
{
    public const string ForegroundFinalizer = "foregroundDeletion";
    public const string OrphanFinalizer = "orphan";

    public bool DeletesDependents => IsBeingDeleted && Finalizers.Contains(ForegroundFinalizer);

    public bool OrphansDependents => IsBeingDeleted && Finalizers.Contains(OrphanFinalizer);

    public static OwnedObject From(DiscoveredResource resource, PartialObjectMetadata item) => new(
        resource,
        item.Key,
        item.Metadata.Uid,
        item.Metadata.ResourceVersion,
        item.Metadata.OwnerReferences is { } owners ? [.. owners] : [],
        item.Metadata.Finalizers is { } finalizers ? [.. finalizers] : [],
        item.IsBeingDeleted);

    /// <summary>True when the owner does not go before this object has gone.</summary>
    public bool Blocks(string ownerUid) => Owners.Any(owner => owner.Uid == ownerUid && owner.BlockOwnerDeletion == true);
}
