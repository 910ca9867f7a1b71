using k8s.Models;
using MiniKube.Kubelet.Node;

namespace MiniKube.Kubelet.Actuation;

/// <summary>Finds the way of running a pod that its RuntimeClass names, and what that way can do.</summary>
internal sealed class RuntimeHandlers(IPodObjects objects, NodeFacts facts, KubeletOptions options)
{
    /// <summary>The handler's name; empty for the runtime's own choice.</summary>
    /// <exception cref="ContainerConfigException">The class is missing, or cannot run a pod like this.</exception>
    public async Task<string> FindAsync(V1Pod pod, CancellationToken cancellationToken)
    {
        var handler = "";
        if (pod.Spec.RuntimeClassName is { Length: > 0 } name)
        {
            var found = await objects.FindRuntimeClassAsync(name, cancellationToken)
                ?? throw new ContainerConfigException($"runtimeclass.node.k8s.io \"{name}\" not found");
            handler = found.Handler;
        }

        // Running as the node's own users what asked not to would be worse than not running it.
        if (pod.Spec.HostUsers is false && !options.IsSimulated)
        {
            throw new ContainerConfigException($"RuntimeClass handler \"{handler}\" does not support user namespaces");
        }

        return handler;
    }

    /// <summary>Whether mounts below a mount are made read-only with it.</summary>
    /// <exception cref="ContainerConfigException">It is asked for, and the runtime cannot.</exception>
    public bool MakesRecursivelyReadOnly(V1Pod pod, V1VolumeMount mount, string handler)
    {
        var can = facts.Handlers.Any(known => string.Equals(known.Name, handler, StringComparison.Ordinal) && known.Features?.RecursiveReadOnlyMounts is true);
        return mount.RecursiveReadOnly switch
        {
            "IfPossible" => can,
            "Enabled" when !can => throw new ContainerConfigException(
                $"in pod \"{pod.Metadata.Name}\": volume \"{mount.Name}\" requested recursive read-only mode, but it is not supported by the runtime"),
            "Enabled" => true,
            _ => false,
        };
    }
}
