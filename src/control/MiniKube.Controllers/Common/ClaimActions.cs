using System.Collections.Immutable;
using System.Text.Json.Nodes;
using MiniKube.Api.Errors;
using MiniKube.Api.Models;
using MiniKube.Client.Api;
using MiniKube.Client.Serialization;
using k8s;
using k8s.Models;

namespace MiniKube.Controllers.Common;

/// <summary>Carries out <see cref="Claims{TChild}"/>.</summary>
internal sealed class ClaimActions<TOwner, TChild>(IApiClient api)
    where TOwner : class, IKubernetesObject<V1ObjectMeta>
    where TChild : class, IKubernetesObject<V1ObjectMeta>
{
    /// <summary>The children that are the owner's afterwards. Each write is told to <paramref name="wrote"/>.</summary>
    public async Task<ImmutableArray<TChild>> ApplyAsync(
        TOwner owner, Claims<TChild> claims, Action<TChild> wrote, CancellationToken cancellationToken)
    {
        foreach (var child in claims.ToRelease)
        {
            await ReleaseAsync(owner, child, wrote, cancellationToken);
        }

        if (claims.ToAdopt.IsEmpty || !await IsStillThereAsync(owner, cancellationToken))
        {
            return claims.Owned;
        }

        var children = claims.Owned.ToBuilder();
        foreach (var child in claims.ToAdopt)
        {
            if (await AdoptAsync(owner, child, wrote, cancellationToken) is { } adopted)
            {
                children.Add(adopted);
            }
        }

        return children.ToImmutable();
    }

    private static JsonObject Reference(V1OwnerReference reference) => new()
    {
        ["apiVersion"] = reference.ApiVersion,
        ["kind"] = reference.Kind,
        ["name"] = reference.Name,
        ["uid"] = reference.Uid,
        ["controller"] = reference.Controller,
        ["blockOwnerDeletion"] = reference.BlockOwnerDeletion,
    };

    // The revision in the patch makes sure that nobody else has taken the child meanwhile.
    private static PatchBody OwnersPatch(TChild child, IEnumerable<V1OwnerReference> references) => PatchBody.Merge(new JsonObject
    {
        ["metadata"] = new JsonObject
        {
            ["uid"] = child.Metadata.Uid,
            ["resourceVersion"] = child.Metadata.ResourceVersion,
            ["ownerReferences"] = new JsonArray([.. references.Select(Reference)]),
        },
    });

    /// <summary>The cache may lag behind a deletion, and what a dead owner adopts would be collected at once.</summary>
    private async Task<bool> IsStillThereAsync(TOwner owner, CancellationToken cancellationToken)
    {
        try
        {
            var live = await api.GetAsync<TOwner>(owner.Key, cancellationToken);
            return live.Metadata.Uid == owner.Metadata.Uid && !live.IsBeingDeleted;
        }
        catch (ApiException missing) when (missing.IsNotFound)
        {
            return false;
        }
    }

    private async Task<TChild?> AdoptAsync(TOwner owner, TChild child, Action<TChild> wrote, CancellationToken cancellationToken)
    {
        var reference = owner.ToControllerReference(ModelType<TOwner>.Kind);
        var adopted = await PatchAsync(child, OwnersPatch(child, [.. child.Metadata.OwnerReferences ?? [], reference]), cancellationToken);
        if (adopted is not null)
        {
            wrote(adopted);
        }

        return adopted;
    }

    private async Task ReleaseAsync(TOwner owner, TChild child, Action<TChild> wrote, CancellationToken cancellationToken)
    {
        var others = child.Metadata.OwnerReferences.Where(reference => reference.Uid != owner.Metadata.Uid);
        if (await PatchAsync(child, OwnersPatch(child, others), cancellationToken) is { } released)
        {
            wrote(released);
        }
    }

    private async Task<TChild?> PatchAsync(TChild child, PatchBody patch, CancellationToken cancellationToken)
    {
        try
        {
            return await api.PatchAsync<TChild>(child.Key, patch, cancellationToken);
        }
        catch (ApiException gone) when (gone.IsNotFound)
        {
            return null;
        }
    }
}
