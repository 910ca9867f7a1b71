using MiniKube.Api.Errors;
using MiniKube.Api.Names;
using MiniKube.Client.Api;
using k8s.Models;

namespace MiniKube.Controllers.GarbageCollection;

/// <summary>Finds out how an owner stands; asks the server before it calls one absent.</summary>
internal sealed class OwnerLookup(IApiClient api, OwnershipGraph graph, ServedResources served)
{
    /// <exception cref="InvalidOperationException">The owner's kind is not served, or cannot own across scopes: nothing can be said.</exception>
    public async Task<OwnerState> FindAsync(OwnedObject item, V1OwnerReference owner, CancellationToken cancellationToken)
    {
        if (graph.Find(owner.Uid) is { } known && Refers(item, owner, known))
        {
            return known.DeletesDependents ? OwnerState.WaitingForDependents : OwnerState.Solid;
        }

        if (graph.IsGone(owner.Uid))
        {
            // Its kind may be gone with it, so that the server could not say.
            return OwnerState.Absent;
        }

        var resource = GroupVersion.TryParse(owner.ApiVersion, out var version) ? served.Find(version.WithKind(owner.Kind)) : null;
        if (resource is null)
        {
            throw new InvalidOperationException($"{owner.ApiVersion} {owner.Kind}, an owner of {item.Name}, is not a kind that is served");
        }

        if (resource.IsNamespaced && item.Name.Namespace.Length == 0)
        {
            // A cluster-wide object cannot say in which namespace its owner would be, so nobody can say that it is gone.
            return OwnerState.Solid;
        }

        try
        {
            var live = await api.GetMetadataAsync(
                resource.Resource, new NamespacedName(resource.IsNamespaced ? item.Name.Namespace : "", owner.Name), cancellationToken);
            return live.Metadata.Uid != owner.Uid ? OwnerState.Absent
                : OwnedObject.From(resource, live).DeletesDependents ? OwnerState.WaitingForDependents
                : OwnerState.Solid;
        }
        catch (ApiException missing) when (missing.IsNotFound)
        {
            return OwnerState.Absent;
        }
    }

    /// <summary>A reference with the right uid but other words is checked with the server, by those words.</summary>
    private static bool Refers(OwnedObject item, V1OwnerReference owner, OwnedObject known) =>
        owner.Name == known.Name.Name && owner.Kind == known.Resource.Kind.Kind &&
        (!known.Resource.IsNamespaced || known.Name.Namespace == item.Name.Namespace);
}
