using MiniKube.Api.Names;
using MiniKube.ApiServer.Admission;
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
        ObjectStorage storage, ServedResources resources, QuotaIndex quotas, AdmissionSources sources, EndpointSurroundings surroundings)
    {
        var access = surroundings.Access;
        var outside = surroundings.Services;
        var lifecycle = new NamespaceLifecycle(storage);
        var limits = new LimitRanger(storage, resources.Get(new GroupVersionResource("", "v1", "limitranges")));
        var classes = resources.Get(new GroupVersionResource("storage.k8s.io", "v1", "storageclasses"));
        var priorities = new PriorityAdmission(storage, resources.Get(new GroupVersionResource("scheduling.k8s.io", "v1", "priorityclasses")));
        var metrics = new WebhookMetrics(surroundings.Metrics);
        return new AdmissionChain(
            lifecycle,
            [
                lifecycle,
                limits,
                new ServiceAccountAdmission(
                    storage,
                    resources.Get(new GroupVersionResource("", "v1", "serviceaccounts")),
                    new GeneratedNames(outside.Random),
                    outside.Time),
                new TaintNodesByCondition(),
                priorities,
                new DefaultTolerationSeconds(),
                DefaultClass.OfStorage(storage, classes),
                new StorageObjectInUseProtection(),
                new RuntimeClassAdmission(storage, resources.Get(new GroupVersionResource("node.k8s.io", "v1", "runtimeclasses"))),
                DefaultClass.OfIngress(storage, resources.Get(new GroupVersionResource("networking.k8s.io", "v1", "ingressclasses"))),
                new MutatingPolicyAdmission(new PolicyFinder<MutatingPolicy>(sources.MutatingPolicies, storage, resources), access.Authorizer),
                new MutatingAdmissionWebhook(
                    new WebhookPhase(sources.Mutating, sources.MutatingFollower, storage, resources, access.Authorizer),
                    new WebhookCaller(isMutating: true, outside.Uids, outside.Time, metrics)),
            ],
            [
                lifecycle,
                limits,
                new RbacEscalation(access.Authorizer, access.Roles),
                new NodeRestriction(new NodeTokenRules(storage, resources, access.Authorizer)),
                new PodSecurityAdmission(storage),
                priorities,
                new PersistentVolumeClaimResize(storage, classes),
                new CertificateRequestAdmission(access.Authorizer),
                new ValidatingPolicyAdmission(new PolicyFinder<ValidatingPolicy>(sources.ValidatingPolicies, storage, resources), access.Authorizer),
                new ValidatingAdmissionWebhook(
                    new WebhookPhase(sources.Validating, sources.ValidatingFollower, storage, resources, access.Authorizer),
                    new WebhookCaller(isMutating: false, outside.Uids, outside.Time, metrics)),
            ],
            new ResourceQuotaAdmission(storage, resources.Get(new GroupVersionResource("", "v1", "resourcequotas")), quotas));
    }
}
