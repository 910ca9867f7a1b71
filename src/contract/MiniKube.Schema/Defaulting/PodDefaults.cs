using System.Text.Json.Nodes;
using MiniKube.Schema.Trees;

namespace MiniKube.Schema.Defaulting;

/// <summary>Pods and the templates of pods.</summary>
internal static class PodDefaults
{
    private static readonly string[] ContainerLists = ["containers", "initContainers", "ephemeralContainers"];

    public static void Pod(JsonObject pod)
    {
        var spec = pod.Ensure("spec");

        // Only for pods themselves: a template keeps what its author wrote.
        foreach (var container in spec.Objects("containers").Concat(spec.Objects("initContainers")))
        {
            ContainerDefaults.RequestsFromLimits(container.Object("resources"));
        }

        ContainerDefaults.RequestsFromLimits(spec.Object("resources"));
        spec.Default("enableServiceLinks", true);
        if (spec.Flag("hostNetwork") == true)
        {
            HostPorts(spec);
        }

        Spec(spec);
    }

    public static void Template(JsonObject? template)
    {
        if (template is not null)
        {
            Spec(template.Ensure("spec"));
        }
    }

    private static void Spec(JsonObject spec)
    {
        foreach (var list in ContainerLists)
        {
            foreach (var container in spec.Objects(list))
            {
                ContainerDefaults.Apply(container);
            }
        }

        foreach (var volume in spec.Objects("volumes"))
        {
            VolumeDefaults.Apply(volume);
        }

        spec.DefaultIfEmpty("dnsPolicy", "ClusterFirst");
        spec.DefaultIfEmpty("restartPolicy", "Always");
        spec.Default("terminationGracePeriodSeconds", 30);
        spec.DefaultIfEmpty("schedulerName", "default-scheduler");
        _ = spec.Ensure("securityContext");
        Account(spec);
    }

    /// <summary>The account has two names since one was to replace the other; they always say the same, and the newer one wins.</summary>
    private static void Account(JsonObject spec)
    {
        if ((spec.Text("serviceAccountName") is { Length: > 0 } name ? name : spec.Text("serviceAccount")) is { Length: > 0 } account)
        {
            spec["serviceAccountName"] = account;
            spec["serviceAccount"] = account;
        }
    }

    /// <summary>On the network of the node a container's port is the node's port.</summary>
    private static void HostPorts(JsonObject spec)
    {
        foreach (var container in spec.Objects("containers").Concat(spec.Objects("initContainers")))
        {
            foreach (var port in container.Objects("ports"))
            {
                if (port.Integer("hostPort") is null or 0 && port.Integer("containerPort") is { } number)
                {
                    port["hostPort"] = number;
                }
            }
        }
    }
}
