using System.Collections.Immutable;
using MiniKube.Api.Names;
using MiniKube.Schema.Types;

namespace MiniKube.Schema.Resources.BuiltIn;

/// <summary>Puts the groups together.</summary>
internal static class BuiltInResources
{
    // The order of upstream's group priorities.
    public static ImmutableArray<ApiGroup> Groups { get; } =
    [
        new("", ["v1"]),
        new("apiregistration.k8s.io", ["v1"]),
        new("apps", ["v1"]),
        new("events.k8s.io", ["v1"]),
        new("authentication.k8s.io", ["v1"]),
        new("authorization.k8s.io", ["v1"]),
        new("autoscaling", ["v2", "v1"]),
        new("batch", ["v1"]),
        new("certificates.k8s.io", ["v1"]),
        new("networking.k8s.io", ["v1"]),
        new("policy", ["v1"]),
        new("rbac.authorization.k8s.io", ["v1"]),
        new("storage.k8s.io", ["v1"]),
        new("admissionregistration.k8s.io", ["v1", "v1beta1"]),
        new("apiextensions.k8s.io", ["v1"]),
        new("scheduling.k8s.io", ["v1"]),
        new("coordination.k8s.io", ["v1"]),
        new("node.k8s.io", ["v1"]),
        new("discovery.k8s.io", ["v1"]),
        new("flowcontrol.apiserver.k8s.io", ["v1"]),
        new("resource.k8s.io", ["v1"]),
    ];

    public static ImmutableArray<ResourceDefinition> All(TypeTable types)
    {
        var all = ImmutableArray.CreateBuilder<ResourceDefinition>();
        foreach (var group in Groups)
        {
            foreach (var version in group.Versions)
            {
                var served = new GroupVersion(group.Name, version);
                all.AddRange(Of(served, new ResourceGroup(group.Name, version, PackageOf(served)!, types)));
            }
        }

        return all.ToImmutable();
    }

    /// <summary>The package in which the types of a group and version are declared; null for one that is not built in.</summary>
    public static string? PackageOf(GroupVersion version) => (version.Group, version.Version) switch
    {
        ("", "v1") => "io.k8s.api.core.v1",
        ("apiregistration.k8s.io", "v1") => "io.k8s.kube-aggregator.pkg.apis.apiregistration.v1",
        ("apiextensions.k8s.io", "v1") => "io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1",
        ("meta.k8s.io", "v1") => "io.k8s.apimachinery.pkg.apis.meta.v1",
        ("rbac.authorization.k8s.io", "v1") => "io.k8s.api.rbac.v1",
        ("flowcontrol.apiserver.k8s.io", "v1") => "io.k8s.api.flowcontrol.v1",
        ("admission.k8s.io", "v1") => "io.k8s.api.admission.v1",
        ("apidiscovery.k8s.io", "v2") => "io.k8s.api.apidiscovery.v2",
        ("admissionregistration.k8s.io", "v1beta1") => "io.k8s.api.admissionregistration.v1beta1",
        ("autoscaling", "v1" or "v2") => $"io.k8s.api.autoscaling.{version.Version}",
        ("apps" or "batch" or "policy", "v1") => $"io.k8s.api.{version.Group}.v1",
        ("events.k8s.io" or "authentication.k8s.io" or "authorization.k8s.io" or "certificates.k8s.io" or "networking.k8s.io"
            or "storage.k8s.io" or "admissionregistration.k8s.io" or "scheduling.k8s.io" or "coordination.k8s.io" or "node.k8s.io"
            or "discovery.k8s.io" or "resource.k8s.io", "v1") => $"io.k8s.api.{version.Group[..version.Group.IndexOf('.')]}.v1",
        _ => null,
    };

    private static ImmutableArray<ResourceDefinition> Of(GroupVersion version, ResourceGroup group) => version.Group switch
    {
        "" => CoreResources.Of(group),
        "apps" or "batch" or "autoscaling" or "policy" => WorkloadResources.Of(version, group),
        "authentication.k8s.io" or "authorization.k8s.io" or "rbac.authorization.k8s.io" or "certificates.k8s.io" =>
            AccessResources.Of(version, group),
        "admissionregistration.k8s.io" or "apiextensions.k8s.io" or "apiregistration.k8s.io" or "flowcontrol.apiserver.k8s.io" =>
            ServerResources.Of(version, group),
        "networking.k8s.io" or "discovery.k8s.io" => NetworkResources.Of(version, group),
        _ => NodeAndStorageResources.Of(version, group),
    };
}
