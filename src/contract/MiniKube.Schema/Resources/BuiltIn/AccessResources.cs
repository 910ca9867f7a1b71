using System.Collections.Immutable;
using MiniKube.Api.Names;

namespace MiniKube.Schema.Resources.BuiltIn;

/// <summary>The groups that say who is who and who may do what.</summary>
internal static class AccessResources
{
    public static ImmutableArray<ResourceDefinition> Of(GroupVersion version, ResourceGroup group) => version.Group switch
    {
        "authentication.k8s.io" =>
        [
            group.Virtual("selfsubjectreviews", "SelfSubjectReview"),
            group.Virtual("tokenreviews", "TokenReview"),
        ],
        "authorization.k8s.io" =>
        [
            group.Virtual("localsubjectaccessreviews", "LocalSubjectAccessReview", isNamespaced: true),
            group.Virtual("selfsubjectaccessreviews", "SelfSubjectAccessReview"),
            group.Virtual("selfsubjectrulesreviews", "SelfSubjectRulesReview"),
            group.Virtual("subjectaccessreviews", "SubjectAccessReview"),
        ],
        "certificates.k8s.io" =>
        [
            group.Cluster(
                "certificatesigningrequests",
                "CertificateSigningRequest",
                group.Sub("approval", "CertificateSigningRequest", Verb.GetPatchUpdate),
                group.Status("CertificateSigningRequest")) with { ShortNames = ["csr"] },
        ],
        _ =>
        [
            group.Cluster("clusterrolebindings", "ClusterRoleBinding"),
            group.Cluster("clusterroles", "ClusterRole"),
            group.Namespaced("rolebindings", "RoleBinding"),
            group.Namespaced("roles", "Role"),
        ],
    };
}
