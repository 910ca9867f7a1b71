using k8s;
using k8s.Models;

namespace MiniKube.Client.Informers;

/// <summary>An informer whose loop the caller runs and stops.</summary>
public interface IRunnableInformer<T> : IInformer<T>
    where T : class, IKubernetesObject<V1ObjectMeta>
{
    /// <summary>Follows the server until cancelled.</summary>
    Task RunAsync(CancellationToken cancellationToken);
}
