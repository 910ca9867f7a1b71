using System.Text.Json.Nodes;
using MiniKube.Api.Validation;
using MiniKube.Schema.Resources;
using MiniKube.Schema.Trees;
using MiniKube.Schema.Validation.Kinds.Access;
using MiniKube.Schema.Validation.Kinds.Admission;
using MiniKube.Schema.Validation.Kinds.Batch;
using MiniKube.Schema.Validation.Kinds.Core;
using MiniKube.Schema.Validation.Kinds.Extensions;
using MiniKube.Schema.Validation.Kinds.Networking;
using MiniKube.Schema.Validation.Kinds.Pods;
using MiniKube.Schema.Validation.Kinds.Quotas;
using MiniKube.Schema.Validation.Kinds.Scheduling;
using MiniKube.Schema.Validation.Kinds.Storage;
using MiniKube.Schema.Validation.Kinds.Workloads;

namespace MiniKube.Schema.Validation.Kinds;

/// <summary>Sends an object to the rules of its kind.</summary>
internal static class KindRules
{
    /// <param name="value">The object.</param>
    /// <param name="resource">Its resource.</param>
    /// <param name="old">As it was before an update; null for a new one.</param>
    /// <param name="complaints">Takes what is wrong.</param>
    public static void Check(JsonObject value, ResourceDefinition resource, JsonObject? old, Complaints complaints)
    {
        switch (resource.Kind.Group, resource.Kind.Kind)
        {
            case ("", not ("ReplicationController" or "Endpoints" or "Event")):
                CheckCore(value, resource.Kind.Kind, complaints);
                break;
            case ("" or "apps" or "batch", "ReplicationController" or "ReplicaSet" or "Deployment" or "DaemonSet" or "StatefulSet" or "Job" or "CronJob" or "ControllerRevision"):
                CheckWorkload(value, resource.Kind.Kind, old, complaints);
                break;
            case ("", "Endpoints"):
                EndpointRules.Check(value, complaints);
                break;
            case ("discovery.k8s.io", "EndpointSlice"):
                EndpointSliceRules.Check(value, complaints);
                break;
            case ("" or "events.k8s.io", "Event"):
                EventRules.Check(value, resource.Kind.Group, complaints);
                break;
            case ("networking.k8s.io", _):
                NetworkRules.Check(value, resource.Kind.Kind, old, complaints);
                break;
            case ("autoscaling", _):
                AutoscalerRules.Check(value, old, complaints);
                break;
            case ("policy", "PodDisruptionBudget"):
                DisruptionBudgetRules.Check(value, complaints);
                break;
            case ("rbac.authorization.k8s.io", _):
                RbacRules.Check(value, resource.Kind.Kind, complaints);
                break;
            case ("coordination.k8s.io", "Lease"):
                LeaseRules.Check(value, complaints);
                break;
            case ("node.k8s.io", "RuntimeClass"):
                complaints.Invalid(FieldLocation.Root("handler"), value.Text("handler") ?? "", NameRules.DnsLabel(value.Text("handler") ?? ""));
                break;
            case ("storage.k8s.io", _):
                StorageRules.Check(value, resource.Kind.Kind, complaints);
                break;
            case ("scheduling.k8s.io", "PriorityClass"):
                PriorityClassRules.Check(value, complaints);
                break;
            case ("apiextensions.k8s.io", "CustomResourceDefinition"):
                CustomResourceDefinitionRules.Check(value, complaints);
                break;
            case ("flowcontrol.apiserver.k8s.io", _):
                FlowControlRules.Check(value, resource.Kind.Kind, complaints);
                break;
            case ("apiregistration.k8s.io", "APIService"):
                ApiServiceRules.Check(value, complaints);
                break;
            case ("admissionregistration.k8s.io", _):
                CheckAdmission(value, resource.Kind.Kind, complaints);
                break;
            default:
                break;
        }
    }

    public static void CheckUpdate(JsonObject updated, JsonObject old, ResourceDefinition resource, Complaints complaints)
    {
        switch (resource.Kind.Group, resource.Kind.Kind)
        {
            case ("", "Pod"):
                PodUpdateRules.Check(updated, old, complaints);
                break;
            case ("", "Service"):
                ServiceRules.CheckUpdate(updated, old, complaints);
                break;
            case ("", "ConfigMap"):
                ConfigMapRules.CheckUpdate(updated, old, complaints);
                break;
            case ("", "Secret"):
                SecretRules.CheckUpdate(updated, old, complaints);
                break;
            case ("", "PersistentVolumeClaim"):
                ClaimRules.CheckUpdate(updated, old, complaints);
                break;
            case ("", "PersistentVolume"):
                PersistentVolumeRules.CheckUpdate(updated, old, complaints);
                break;
            case ("", "Node"):
                NodeRules.CheckUpdate(updated, old, complaints);
                break;
            case ("", "ResourceQuota"):
                QuotaScopeRules.CheckUpdate(updated.Object("spec"), old.Object("spec"), complaints);
                break;
            case ("events.k8s.io", "Event"):
                EventRules.CheckUpdate(updated, old, complaints);
                break;
            case ("apps", "StatefulSet"):
                StatefulSetRules.CheckUpdate(updated, old, complaints);
                break;
            case ("batch", "Job"):
                JobRules.CheckUpdate(updated, old, complaints);
                break;
            case ("apiextensions.k8s.io", "CustomResourceDefinition"):
                CustomResourceDefinitionRules.CheckUpdate(updated, old, complaints);
                break;
            default:
                FixedFields.CheckUpdate(updated, old, resource, complaints);
                break;
        }
    }

    private static void CheckAdmission(JsonObject value, string kind, Complaints complaints)
    {
        if (kind.Contains("AdmissionPolicy", StringComparison.Ordinal))
        {
            AdmissionPolicyRules.Check(value, kind, complaints);
        }
        else
        {
            WebhookRules.Check(value, complaints);
        }
    }

    private static void CheckCore(JsonObject value, string kind, Complaints complaints)
    {
        switch (kind)
        {
            case "Pod":
                PodRules.Check(value, complaints);
                break;
            case "PodTemplate":
                PodRules.CheckTemplate(value["template"] as JsonObject ?? [], FieldLocation.Root("template"), complaints);
                break;
            case "Service":
                ServiceRules.Check(value, complaints);
                break;
            case "ConfigMap":
                ConfigMapRules.Check(value, complaints);
                break;
            case "Secret":
                SecretRules.Check(value, complaints);
                break;
            case "PersistentVolumeClaim":
                ClaimRules.Check(value, complaints);
                break;
            case "PersistentVolume":
                PersistentVolumeRules.Check(value, complaints);
                break;
            case "Node":
                NodeRules.Check(value, complaints);
                break;
            case "ResourceQuota":
                QuotaRules.Check(value, complaints);
                break;
            case "LimitRange":
                LimitRangeRules.Check(value, complaints);
                break;
            case "Namespace":
                NamespaceRules.Check(value, complaints);
                break;
            default:
                break;
        }
    }

    private static void CheckWorkload(JsonObject value, string kind, JsonObject? old, Complaints complaints)
    {
        switch (kind)
        {
            case "Deployment":
                DeploymentRules.Check(value, complaints);
                break;
            case "DaemonSet":
                DaemonSetRules.Check(value, complaints);
                break;
            case "StatefulSet":
                StatefulSetRules.Check(value, old, complaints);
                break;
            case "Job":
                JobRules.Check(value, old, complaints);
                break;
            case "CronJob":
                CronJobRules.Check(value, old, complaints);
                break;
            case "ControllerRevision":
                ControllerRevisionRules.Check(value, complaints);
                break;
            case "ReplicationController":
                ReplicationControllerRules.Check(value, complaints);
                break;
            default:
                WorkloadRules.Check(value, "ReplicaSet", complaints);
                break;
        }
    }
}
