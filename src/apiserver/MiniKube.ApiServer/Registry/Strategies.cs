using MiniKube.Api.Names;
using MiniKube.ApiServer.Registry.Allocation;
using MiniKube.ApiServer.Registry.Kinds;
using MiniKube.ApiServer.Registry.Kinds.Services;

namespace MiniKube.ApiServer.Registry;

/// <summary>Which strategy serves which resource. Kinds that differ by facts alone have them here.</summary>
internal sealed class Strategies(ServiceAllocator services, ServedApi api, ISettledWrites quotas)
{
    private readonly Strategy _plain = new();
    private readonly Strategy _counted = new() { HasGeneration = true };
    private readonly Strategy _creatable = new() { AllowsCreateOnUpdate = true };
    private readonly Strategy _conditional = new() { AllowsUnconditionalUpdate = false };

    public Strategy For(GroupResource resource) => resource.Group switch
    {
        "" => Core(resource.Resource),
        "apps" or "batch" => Workload(resource.Resource),
        _ => Other(resource),
    };

    private Strategy Core(string resource) => resource switch
    {
        "pods" => new PodStrategy(),
        "services" => new ServiceStrategy(services),
        "namespaces" => new NamespaceStrategy(),
        "nodes" => new Strategy { TakesStatusOnCreate = true },
        "secrets" => new SecretStrategy(),
        "persistentvolumes" or "persistentvolumeclaims" => new PhasedStrategy("Pending") { ReturnsDeletedObject = true },
        "resourcequotas" => new ResourceQuotaStrategy(quotas),
        "serviceaccounts" => new Strategy { ReturnsDeletedObject = true },
        "podtemplates" => new Strategy { HasGeneration = true, ReturnsDeletedObject = true },
        "replicationcontrollers" => new Strategy
        {
            HasGeneration = true,
            StatusKeepsLabels = true,
            DefaultPropagation = PropagationPolicy.Orphan,
        },
        "endpoints" => new EndpointsStrategy(),
        "events" or "limitranges" => _creatable,
        _ => _plain,
    };

    private Strategy Workload(string resource) => resource switch
    {
        "jobs" => new JobStrategy(),
        "controllerrevisions" => _plain,
        "daemonsets" => new DaemonSetStrategy(),
        _ => new Strategy { HasGeneration = true, StatusKeepsLabels = true },
    };

    private Strategy Other(GroupResource resource) => (resource.Group, resource.Resource) switch
    {
        ("coordination.k8s.io", "leases") => new Strategy { AllowsCreateOnUpdate = true, AllowsUnconditionalUpdate = false },
        ("node.k8s.io", "runtimeclasses") => new Strategy { AllowsCreateOnUpdate = true, AllowsUnconditionalUpdate = false },
        ("rbac.authorization.k8s.io" or "events.k8s.io", _) => _creatable,
        ("certificates.k8s.io", "certificatesigningrequests") => new CertificateSigningRequestStrategy(),
        ("apiextensions.k8s.io", "customresourcedefinitions") => new CustomResourceDefinitionStrategy(api),
        ("policy", "poddisruptionbudgets") => new Strategy { HasGeneration = true, AllowsUnconditionalUpdate = false },
        ("storage.k8s.io", "csidrivers" or "csinodes" or "volumeattachments" or "csistoragecapacities") => _conditional,
        ("admissionregistration.k8s.io", "validatingadmissionpolicies") => new ValidatingPolicyStrategy(api),
        ("admissionregistration.k8s.io", "mutatingadmissionpolicies") => new MutatingPolicyStrategy(),
        ("admissionregistration.k8s.io", "mutatingwebhookconfigurations" or "validatingwebhookconfigurations") => new WebhookConfigurationStrategy
        {
            HasGeneration = true,
            AllowsUnconditionalUpdate = false,
        },
        ("admissionregistration.k8s.io", _) => new Strategy { HasGeneration = true, AllowsUnconditionalUpdate = false },
        ("networking.k8s.io", "ingresses" or "networkpolicies" or "ingressclasses") => _counted,
        ("discovery.k8s.io" or "flowcontrol.apiserver.k8s.io" or "scheduling.k8s.io", _) => _counted,
        _ => _plain,
    };
}
