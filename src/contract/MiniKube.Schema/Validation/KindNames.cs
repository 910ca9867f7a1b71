using System.Collections.Immutable;
using MiniKube.Api.Validation;
using MiniKube.Schema.Resources;

namespace MiniKube.Schema.Validation;

/// <summary>Which rule the names of a kind follow.</summary>
internal static class KindNames
{
    // A CronJob adds eleven characters for its Jobs.
    private const int CronJobBytesMax = 52;

    public static ImmutableArray<string> Check(string name, ResourceDefinition resource) => (resource.Kind.Group, resource.Kind.Kind) switch
    {
        ("", "Namespace") => NameRules.DnsLabel(name),
        ("", "Service") => NameRules.Dns1035Label(name),
        ("rbac.authorization.k8s.io", _) or ("certificates.k8s.io", "CertificateSigningRequest") => NameRules.PathSegmentName(name),
        ("networking.k8s.io", "IPAddress") => NameRules.IpAddress(name),
        ("batch", "CronJob") when name.Length > CronJobBytesMax => [$"must be no more than {CronJobBytesMax} characters"],
        _ => NameRules.DnsSubdomain(name),
    };
}
