using MiniKube.Api.Names;
using MiniKube.ApiServer.Admission;
using MiniKube.ApiServer.Admission.Expressions;
using MiniKube.ApiServer.Admission.Configured;
using MiniKube.ApiServer.Admission.Limits;
using MiniKube.ApiServer.Admission.PodSecurity;
using MiniKube.ApiServer.Admission.Policies;
using MiniKube.ApiServer.Admission.Quotas;
using MiniKube.ApiServer.Admission.Webhooks;
using MiniKube.ApiServer.Registry;
using MiniKube.ApiServer.Storage;

namespace MiniKube.ApiServer.Endpoints;

/// <summary>Puts the admission plug-ins together. The order is upstream's: what is built in first, then policies, webhooks, and what counts.</summary>
internal static class AdmissionComposition
{
    public static AdmissionChain Make(
        ObjectStorage storage, ServedResources resources, SettledQuotas quotas, AdmissionSources sources, EndpointSurroundings surroundings)
    {
        var access = surroundings.Access;
        var outside = surroundings.Services;
        var lifecycle = new NamespaceLifecycle(storage);
        var limits = new LimitRanger(storage, resources.Get(new GroupVersionResource("", "v1", "limitranges")));
        var classes = resources.Get(new GroupVersionResource("storage.k8s.io", "v1", "storageclasses"));
        var priorities = new PriorityAdmission(storage, resources.Get(new GroupVersionResource("scheduling.k8s.io", "v1", "priorityclasses")));
        var metrics = new AdmissionMetrics(surroundings.Metrics);
        var webhookMetrics = new WebhookMetrics(surroundings.Metrics);
        var conditionMetrics = new MatchConditionMetrics(surroundings.Metrics, outside.Time);
        var policyMetrics = new PolicyMetrics(surroundings.Metrics, conditionMetrics);
        var plugins = PluginNames.Read(surroundings.Options.Admission);
        var configuration = AdmissionConfigurationReader.Load(surroundings.Options.Admission.ConfigurationFile);
        return new AdmissionChain(
            lifecycle,
            metrics.Time("admit", plugins.Choose<IMutatingAdmission>(
                ("NamespaceLifecycle", lifecycle),
                ("LimitRanger", limits),
                ("ServiceAccount", new ServiceAccountAdmission(
                    storage,
                    resources.Get(new GroupVersionResource("", "v1", "serviceaccounts")),
                    new GeneratedNames(outside.Random),
                    outside.Time)),
                ("TaintNodesByCondition", new TaintNodesByCondition()),
                ("Priority", priorities),
                ("DefaultTolerationSeconds", new DefaultTolerationSeconds()),
                ("DefaultStorageClass", DefaultClass.OfStorage(storage, classes)),
                ("StorageObjectInUseProtection", new StorageObjectInUseProtection()),
                ("RuntimeClass", new RuntimeClassAdmission(storage, resources.Get(new GroupVersionResource("node.k8s.io", "v1", "runtimeclasses")))),
                ("DefaultIngressClass", DefaultClass.OfIngress(storage, resources.Get(new GroupVersionResource("networking.k8s.io", "v1", "ingressclasses")))),
                ("MutatingAdmissionPolicy", new MutatingPolicyAdmission(new PolicyFinder<MutatingPolicy>(sources.MutatingPolicies, storage, resources), access.Authorizer, policyMetrics, outside.Time)),
                ("MutatingAdmissionWebhook", new MutatingAdmissionWebhook(
                    new WebhookPhase(isMutating: true, sources.Mutating, sources.MutatingFollower, storage, resources, access.Authorizer, conditionMetrics),
                    new WebhookCaller(isMutating: true, outside.Uids, outside.Time, webhookMetrics))))),
            metrics.Time("validate", plugins.Choose<IValidatingAdmission>(
                ("NamespaceLifecycle", lifecycle),
                ("LimitRanger", limits),
                ("", new RbacEscalation(access.Authorizer, access.Roles)),
                ("NodeRestriction", new NodeRestriction(new NodeTokenRules(storage, resources, access.Authorizer))),
                ("PodSecurity", new PodSecurityAdmission(storage, configuration.PodSecurity)),
                ("Priority", priorities),
                ("PersistentVolumeClaimResize", new PersistentVolumeClaimResize(storage, classes)),
                ("", new CertificateRequestAdmission(access.Authorizer, plugins)),
                ("ValidatingAdmissionPolicy", new ValidatingPolicyAdmission(
                    new PolicyFinder<ValidatingPolicy>(sources.ValidatingPolicies, storage, resources), access.Authorizer, policyMetrics, outside.Time)),
                ("ValidatingAdmissionWebhook", new ValidatingAdmissionWebhook(
                    new WebhookPhase(isMutating: false, sources.Validating, sources.ValidatingFollower, storage, resources, access.Authorizer, conditionMetrics),
                    new WebhookCaller(isMutating: false, outside.Uids, outside.Time, webhookMetrics))))),
            plugins.IsOn("ResourceQuota")
                ? new TimedPlugin<IClaimingAdmission>(
                    new ResourceQuotaAdmission(storage, resources.Get(new GroupVersionResource("", "v1", "resourcequotas")), quotas),
                    metrics.OfPlugin("ResourceQuota", "validate"))
                : null,
            metrics,
            outside.Time);
    }
}
