using System.Text;
using MiniKube.Kubelet.PodWorkers;

namespace MiniKube.Kubelet.Serving;

/// <summary>A node's numbers in Prometheus' text form, under upstream's names.</summary>
internal sealed class ServedMetrics(PodWorkerPool pool, string nodeName)
{
    public string Write()
    {
        var runtimes = pool.Workers.Select(worker => worker.Runtime).ToList();
        var containers = runtimes.SelectMany(runtime => runtime.Containers).GroupBy(container => container.Phase).ToList();
        var text = new StringBuilder()
            .Append("# HELP kubelet_node_name The node's name. The count is always 1.\n# TYPE kubelet_node_name gauge\n")
            .Append($"kubelet_node_name{{node=\"{nodeName}\"}} 1\n")
            .Append("# HELP kubelet_running_pods Number of pods that have a running pod sandbox\n# TYPE kubelet_running_pods gauge\n")
            .Append($"kubelet_running_pods {runtimes.Count(runtime => runtime.ReadySandbox is not null)}\n")
            .Append("# HELP kubelet_desired_pods Number of pods that this node has been given\n# TYPE kubelet_desired_pods gauge\n")
            .Append($"kubelet_desired_pods {runtimes.Count}\n")
            .Append("# HELP kubelet_running_containers Number of containers by state\n# TYPE kubelet_running_containers gauge\n");
        foreach (var group in containers)
        {
#pragma warning disable CA1308 // Label values are lower case upstream.
            text.Append($"kubelet_running_containers{{container_state=\"{group.Key.ToString().ToLowerInvariant()}\"}} {group.Count()}\n");
#pragma warning restore CA1308
        }

        return text.ToString();
    }
}
