using System.Collections.Frozen;
using MiniKube.Api.Names;
using MiniKube.Schema.Discovery;

namespace MiniKube.ApiServer.Aggregation;

/// <summary>Where the groups that this server answers for itself stand in discovery, unless somebody's APIService says otherwise; as upstream's.</summary>
internal static class LocalPriorities
{
    /// <summary>Of the group of the APIServices themselves, which has no APIService: it comes first of all.</summary>
    private const long Registration = 20_001;

    private const long Usual = 15;

    /// <summary>CustomResourceDefinitions come behind all that is built in; their versions stand as clients prefer them.</summary>
    private static readonly VersionPriority Custom = new(1000, 100);

    private static readonly FrozenDictionary<GroupVersion, VersionPriority> BuiltIn = new Dictionary<GroupVersion, VersionPriority>
    {
        [new("apiregistration.k8s.io", "v1")] = new(Registration, Usual),
        [new("", "v1")] = new(18_000, 1),
        [new("apps", "v1")] = new(17_800, Usual),
        [new("events.k8s.io", "v1")] = new(17_750, Usual),
        [new("authentication.k8s.io", "v1")] = new(17_700, Usual),
        [new("authorization.k8s.io", "v1")] = new(17_600, Usual),
        [new("autoscaling", "v1")] = new(17_500, Usual),
        [new("autoscaling", "v2")] = new(17_500, 30),
        [new("batch", "v1")] = new(17_400, Usual),
        [new("certificates.k8s.io", "v1")] = new(17_300, Usual),
        [new("networking.k8s.io", "v1")] = new(17_200, Usual),
        [new("policy", "v1")] = new(17_100, Usual),
        [new("rbac.authorization.k8s.io", "v1")] = new(17_000, Usual),
        [new("storage.k8s.io", "v1")] = new(16_800, Usual),
        [new("admissionregistration.k8s.io", "v1")] = new(16_700, Usual),
        [new("admissionregistration.k8s.io", "v1beta1")] = new(16_700, 12),
        [new("apiextensions.k8s.io", "v1")] = new(16_700, Usual),
        [new("scheduling.k8s.io", "v1")] = new(16_600, Usual),
        [new("coordination.k8s.io", "v1")] = new(16_500, Usual),
        [new("node.k8s.io", "v1")] = new(16_300, Usual),
        [new("discovery.k8s.io", "v1")] = new(16_200, Usual),
        [new("resource.k8s.io", "v1")] = new(16_200, 20),
        [new("flowcontrol.apiserver.k8s.io", "v1")] = new(16_100, 21),
    }.ToFrozenDictionary();

    /// <summary>What is built in and has an APIService.</summary>
    public static IEnumerable<GroupVersion> Registered => BuiltIn.Keys.Where(HasService);

    /// <summary>It is built in and has an APIService, unless somebody has deleted that.</summary>
    public static bool HasService(GroupVersion version) => BuiltIn.TryGetValue(version, out var priority) && priority.Group != Registration;

    public static VersionPriority Of(GroupVersion version) => BuiltIn.GetValueOrDefault(version, Custom);
}
