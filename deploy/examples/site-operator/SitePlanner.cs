using k8s.Models;

namespace SiteOperator;

/// <summary>Decides what serves a site, and what is said of it. Pure.</summary>
internal static class SitePlanner
{
    public const string ManagedBy = "site-operator";

    private const string SiteLabel = $"{Site.Group}/site";

    /// <summary>The Deployment that serves a site, as it is applied: what it leaves out is not ours to say.</summary>
    public static V1Deployment Deployment(Site site, string image)
    {
        var labels = new Dictionary<string, string> { [SiteLabel] = site.Metadata.Name, ["app.kubernetes.io/managed-by"] = ManagedBy };
        return new V1Deployment
        {
            ApiVersion = "apps/v1",
            Kind = "Deployment",
            Metadata = new V1ObjectMeta
            {
                Name = site.Metadata.Name,
                NamespaceProperty = site.Metadata.NamespaceProperty,
                Labels = labels,
                OwnerReferences = [new V1OwnerReference { ApiVersion = site.ApiVersion, Kind = site.Kind, Name = site.Metadata.Name, Uid = site.Metadata.Uid, Controller = true }],
            },
            Spec = new V1DeploymentSpec
            {
                Replicas = site.Spec.Replicas,
                Selector = new V1LabelSelector { MatchLabels = new Dictionary<string, string> { [SiteLabel] = site.Metadata.Name } },
                Template = new V1PodTemplateSpec
                {
                    Metadata = new V1ObjectMeta { Labels = labels },
                    Spec = new V1PodSpec
                    {
                        TerminationGracePeriodSeconds = 1,
                        Containers =
                        [
                            new V1Container
                            {
                                Name = "web",
                                Image = image,
                                Ports = [new V1ContainerPort { ContainerPort = 80 }],
                                Env = [new V1EnvVar { Name = "GREETING", Value = site.Spec.Content }, new V1EnvVar { Name = "THEME", Value = site.Spec.Theme }],
                            },
                        ],
                    },
                },
            },
        };
    }

    /// <summary>What to say of a site whose Deployment is so.</summary>
    public static SiteStatus Status(Site site, V1Deployment deployment, DateTime now)
    {
        var told = deployment.Status;
        var isReady = told?.ObservedGeneration == deployment.Metadata.Generation && (told?.ReadyReplicas ?? 0) == site.Spec.Replicas && (told?.UpdatedReplicas ?? 0) == site.Spec.Replicas;
        var (status, reason) = isReady ? ("True", "AllServing") : ("False", "Progressing");
        var before = site.Status?.Conditions.FirstOrDefault(condition => condition.Type == "Ready");
        return new SiteStatus
        {
            ObservedGeneration = site.Metadata.Generation,
            Replicas = told?.Replicas ?? 0,
            ReadyReplicas = told?.ReadyReplicas ?? 0,
            Selector = $"{SiteLabel}={site.Metadata.Name}",
            Conditions =
            [
                new V1Condition
                {
                    Type = "Ready",
                    Status = status,
                    Reason = reason,
                    Message = $"{told?.ReadyReplicas ?? 0} of {site.Spec.Replicas} pods serve the site",
                    ObservedGeneration = site.Metadata.Generation,
                    LastTransitionTime = before?.Status == status ? before.LastTransitionTime : now,
                },
            ],
        };
    }
}
