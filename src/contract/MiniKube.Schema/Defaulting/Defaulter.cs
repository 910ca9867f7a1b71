using System.Text.Json.Nodes;
using MiniKube.Schema.Resources;
using MiniKube.Schema.Trees;

namespace MiniKube.Schema.Defaulting;

/// <summary>
/// Fills in what a client may leave out, as upstream decides it from the object alone. In place; applying it twice changes nothing more.
/// What depends on the cluster (addresses, tokens, priorities) is the business of admission and of the kind's strategy.
/// </summary>
public static class Defaulter
{
    public static void Apply(JsonObject value, ResourceDefinition resource)
    {
        StaticDefaults.Apply(value, resource.Schema);
        switch (resource.Kind.Group)
        {
            case "":
                Core(value, resource.Kind.Kind);
                break;
            case "apps":
                Apps(value, resource.Kind.Kind);
                break;
            case "batch":
                Batch(value, resource.Kind.Kind);
                break;
            case "autoscaling":
                AutoscalerDefaults.Apply(value, resource.Kind.Version);
                break;
            case "networking.k8s.io" or "discovery.k8s.io":
                NetworkDefaults.Apply(value, resource.Kind.Kind);
                break;
            case "storage.k8s.io":
                StorageDefaults.Apply(value, resource.Kind.Kind);
                break;
            case "rbac.authorization.k8s.io":
                RbacDefaults.Apply(value, resource.Kind.Kind);
                break;
            case "admissionregistration.k8s.io":
                AdmissionDefaults.Apply(value, resource.Kind.Kind);
                break;
            case "apiextensions.k8s.io" or "apiregistration.k8s.io":
                ExtensionDefaults.Apply(value, resource.Kind.Kind);
                break;
            case "flowcontrol.apiserver.k8s.io":
                FlowControlDefaults.Apply(value, resource.Kind.Kind);
                break;
            case "resource.k8s.io":
                DeviceDefaults.Apply(value, resource.Kind.Kind);
                break;
            case "scheduling.k8s.io":
                value.Default("preemptionPolicy", "PreemptLowerPriority");
                break;
            default:
                break;
        }
    }

    private static void Core(JsonObject value, string kind)
    {
        switch (kind)
        {
            case "Pod":
                PodDefaults.Pod(value);
                break;
            case "PodTemplate":
                PodDefaults.Template(value.Ensure("template"));
                break;
            case "ReplicationController":
                WorkloadDefaults.ReplicationController(value);
                break;
            case "Service":
                ServiceDefaults.Apply(value);
                break;
            default:
                CoreDefaults.Apply(value, kind);
                break;
        }
    }

    private static void Apps(JsonObject value, string kind)
    {
        if (kind == "ControllerRevision")
        {
            return;
        }

        var spec = value.Ensure("spec");
        PodDefaults.Template(spec.Ensure("template"));
        switch (kind)
        {
            case "Deployment":
                WorkloadDefaults.Deployment(spec);
                break;
            case "ReplicaSet":
                spec.Default("replicas", 1);
                break;
            case "DaemonSet":
                WorkloadDefaults.DaemonSet(spec);
                break;
            case "StatefulSet":
                WorkloadDefaults.StatefulSet(spec);
                break;
            default:
                break;
        }
    }

    private static void Batch(JsonObject value, string kind)
    {
        var spec = value.Ensure("spec");
        if (kind == "Job")
        {
            JobDefaults.Job(value, spec);
        }
        else
        {
            JobDefaults.CronJob(spec);
        }
    }
}
