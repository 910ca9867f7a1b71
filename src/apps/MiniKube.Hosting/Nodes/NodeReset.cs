using MiniKube.Hosting.Containerd;

namespace MiniKube.Hosting.Nodes;

/// <summary>Takes a node off this machine.</summary>
public static class NodeReset
{
    /// <summary>Stops and removes every pod of the private containerd, and ends it. Does nothing when there is none.</summary>
    public static async Task RunAsync(string dataDirectory, HostServices services, CancellationToken cancellationToken)
    {
        var directory = NodePaths.Containerd(dataDirectory);
        if (!Directory.Exists(directory))
        {
            return;
        }

        // Whatever runs is found through its containerd; one that has ended is started once more for it.
        var options = new ManagedContainerdOptions { Directory = directory, PodCidr = NodeOptions.PodCidrDefault };
        using var containerd = await ManagedContainerd.StartAsync(options, services.Time, services.Logging, cancellationToken);
        await containerd.RemovePodsAsync(cancellationToken);
        await containerd.StopAsync(cancellationToken);
    }
}
