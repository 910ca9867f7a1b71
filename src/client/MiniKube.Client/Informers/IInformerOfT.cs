using k8s;
using k8s.Models;
using MiniKube.Api.Names;

namespace MiniKube.Client.Informers;

/// <summary>A local copy of a collection. What it hands out is shared: never change it, copy with <c>with</c> first.</summary>
#pragma warning disable MA0048 // The generic face of IInformer.
public interface IInformer<T> : IInformer
    where T : class, IKubernetesObject<V1ObjectMeta>
{
    T? Get(NamespacedName name);

    /// <summary>All objects as they are now, in no order.</summary>
    IReadOnlyList<T> List();

    /// <summary>The objects that the index files under this value, in no order.</summary>
    IReadOnlyList<T> ByIndex(string index, string value);

    /// <summary>Adds an index, also over what is already there. Adding the same name again changes nothing.</summary>
    void AddIndex(string index, Func<T, IEnumerable<string>> values);

    /// <summary>
    /// Adds handlers; what is already there is told to <paramref name="added"/> first. They run on the informer's loop, one at a time,
    /// in the order of the changes, and must not wait: put a key into a queue.
    /// </summary>
    void AddHandler(Action<T>? added, Action<T, T>? updated, Action<T>? deleted);
}
