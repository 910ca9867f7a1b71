using System.Collections.Immutable;
using MiniKube.Api.Models;
using MiniKube.Api.Selectors;
using k8s;
using k8s.Models;

namespace MiniKube.Controllers.Common;

/// <summary>Which children an owner has, should take, and should let go.</summary>
internal sealed record Claims<TChild>(ImmutableArray<TChild> Owned, ImmutableArray<TChild> ToAdopt, ImmutableArray<TChild> ToRelease)
    where TChild : class, IKubernetesObject<V1ObjectMeta>
{
    /// <summary>Sorts the candidates: a child of nobody that matches is taken, a child of ours that no longer matches is let go.</summary>
    public static Claims<TChild> Plan(IKubernetesObject<V1ObjectMeta> owner, LabelSelector selector, IEnumerable<TChild> candidates)
    {
        var owned = ImmutableArray.CreateBuilder<TChild>();
        var toAdopt = ImmutableArray.CreateBuilder<TChild>();
        var toRelease = ImmutableArray.CreateBuilder<TChild>();
        foreach (var child in candidates)
        {
            var matches = selector.Matches(child.Metadata.Labels);
            if (child.ControllerReference is { } reference)
            {
                if (reference.Uid != owner.Metadata.Uid)
                {
                    continue;
                }

                // An owner on its way out lets go of nothing: the garbage collector decides what becomes of its children.
                (matches || owner.IsBeingDeleted ? owned : toRelease).Add(child);
            }
            else if (matches && !owner.IsBeingDeleted && !child.IsBeingDeleted)
            {
                toAdopt.Add(child);
            }
        }

        return new Claims<TChild>(owned.ToImmutable(), toAdopt.ToImmutable(), toRelease.ToImmutable());
    }
}
