using MiniKube.Hosting.Containerd;
using MiniKube.Kubelet.Volumes;

namespace MiniKube.Hosting.Nodes;

/// <summary>Takes a node off this machine.</summary>
public static class NodeReset
{
    /// <summary>Stops and removes every pod of the private containerd, ends it, and unmounts the volumes: after that, only files are left.</summary>
    public static async Task RunAsync(string dataDirectory, HostServices services, CancellationToken cancellationToken)
    {
        await RemovePodsAsync(dataDirectory, services, cancellationToken);
        if (OperatingSystem.IsLinux())
        {
            TmpFs.UnmountBelow(dataDirectory);
        }
    }

    private static async Task RemovePodsAsync(string dataDirectory, HostServices services, CancellationToken cancellationToken)
    {
        var directory = NodePaths.Containerd(dataDirectory);
        if (!Directory.Exists(directory))
        {
            return;
        }

        // Whatever runs is found through its containerd; one that has ended is started once more for it.
        var options = new ManagedContainerdOptions { Directory = directory, PodCidr = PodNetworks.ChosenBy(dataDirectory) ?? PodNetworks.First };
        using var containerd = await ManagedContainerd.StartAsync(options, services.Time, services.Logging, cancellationToken);
        await containerd.RemovePodsAsync(cancellationToken);
        await containerd.StopAsync(cancellationToken);
        await PodNetworks.OfMachine(services.Time).ReleaseAsync(dataDirectory, cancellationToken);
    }
}
