using k8s;
using k8s.Models;
using MiniKube.Client.Api;

namespace MiniKube.Client.Informers;

/// <summary>Where a reflector puts what it sees.</summary>
/// <param name="Replace">The whole collection at a revision.</param>
/// <param name="Apply">One change.</param>
/// <param name="Advance">Everything up to this revision has been told.</param>
internal sealed record ReflectorTarget<T>(Action<IReadOnlyCollection<T>, long> Replace, Action<WatchEvent<T>> Apply, Action<long> Advance)
    where T : class, IKubernetesObject<V1ObjectMeta>;
