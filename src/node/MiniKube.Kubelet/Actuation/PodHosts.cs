using System.Collections.Immutable;
using k8s.Models;
using MiniKube.Kubelet.Planning;

namespace MiniKube.Kubelet.Actuation;

/// <summary>Keeps the hosts files of pods.</summary>
internal sealed class PodHosts(KubeletOptions options, PodPaths paths, SandboxConfig sandboxes)
{
    private const string NodeFile = "/etc/hosts";

    public async Task WriteAsync(V1Pod pod, ImmutableArray<string> ips, CancellationToken cancellationToken)
    {
        if (options.IsSimulated)
        {
            return;
        }

        var text = pod.UsesHostNetwork
            ? HostsFile.OfNode(await File.ReadAllTextAsync(NodeFile, cancellationToken), pod.Spec.HostAliases)
            : HostsFile.OfPod(ips, SandboxConfig.ShortName(pod), sandboxes.FullName(pod), pod.Spec.HostAliases);
        var path = paths.HostsFile(pod.Id);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        // The file is bound into running containers: it is rewritten in place, and only when it has changed.
        if (!File.Exists(path) || !string.Equals(await File.ReadAllTextAsync(path, cancellationToken), text, StringComparison.Ordinal))
        {
            await File.WriteAllTextAsync(path, text, cancellationToken);
        }
    }
}
