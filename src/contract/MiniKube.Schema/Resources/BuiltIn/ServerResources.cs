using System.Collections.Immutable;
using MiniKube.Api.Names;

namespace MiniKube.Schema.Resources.BuiltIn;

/// <summary>The groups that shape the API server itself.</summary>
internal static class ServerResources
{
    private static readonly ImmutableArray<string> ApiExtensions = ["api-extensions"];

    public static ImmutableArray<ResourceDefinition> Of(GroupVersion version, ResourceGroup group) => version.Group switch
    {
        "admissionregistration.k8s.io" when version.Version == "v1beta1" =>
        [
            group.Cluster("mutatingadmissionpolicies", "MutatingAdmissionPolicy") with { Categories = ApiExtensions },
            group.Cluster("mutatingadmissionpolicybindings", "MutatingAdmissionPolicyBinding") with { Categories = ApiExtensions },
        ],
        "admissionregistration.k8s.io" =>
        [
            group.Cluster("mutatingwebhookconfigurations", "MutatingWebhookConfiguration") with { Categories = ApiExtensions },
            group.Cluster("validatingadmissionpolicies", "ValidatingAdmissionPolicy", group.Status("ValidatingAdmissionPolicy")) with
            {
                Categories = ApiExtensions,
            },
            group.Cluster("validatingadmissionpolicybindings", "ValidatingAdmissionPolicyBinding") with { Categories = ApiExtensions },
            group.Cluster("validatingwebhookconfigurations", "ValidatingWebhookConfiguration") with { Categories = ApiExtensions },
        ],
        "apiextensions.k8s.io" =>
        [
            group.Cluster("customresourcedefinitions", "CustomResourceDefinition", group.Status("CustomResourceDefinition")) with
            {
                ShortNames = ["crd", "crds"],
                Categories = ApiExtensions,
            },
        ],
        "apiregistration.k8s.io" =>
        [
            group.Cluster("apiservices", "APIService", group.Status("APIService")) with { Categories = ApiExtensions },
        ],
        _ =>
        [
            group.Cluster("flowschemas", "FlowSchema", group.Status("FlowSchema")),
            group.Cluster("prioritylevelconfigurations", "PriorityLevelConfiguration", group.Status("PriorityLevelConfiguration")),
        ],
    };
}
