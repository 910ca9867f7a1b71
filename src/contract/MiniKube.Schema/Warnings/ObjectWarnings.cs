using System.Collections.Immutable;
using System.Text.Json.Nodes;
using MiniKube.Schema.Resources;
using MiniKube.Schema.Trees;

namespace MiniKube.Schema.Warnings;

/// <summary>What is odd about an object though it is accepted, and what its author should no longer use: upstream's warnings of 1.34.</summary>
public static class ObjectWarnings
{
    /// <summary>Of a resource as such, said to every request for it; null for most.</summary>
    public static string? OfResource(ResourceDefinition resource) => (resource.Kind.Group, resource.Kind.Kind) switch
    {
        ("", "Endpoints") => "v1 Endpoints is deprecated in v1.33+; use discovery.k8s.io/v1 EndpointSlice",
        ("", "ComponentStatus") => "v1 ComponentStatus is deprecated in v1.19+",
        _ => resource.Custom?.Deprecation,
    };

    /// <param name="value">The object, defaulted and valid.</param>
    /// <param name="resource">Its resource.</param>
    public static ImmutableArray<string> OnCreate(JsonObject value, ResourceDefinition resource)
    {
        var warnings = new List<string>();
        Common(value, resource, warnings);
        switch (resource.Kind.Group, resource.Kind.Kind)
        {
            case ("", "Pod"):
                HostnameOf(value, "the Pod's hostname", warnings);
                PodWarnings.Check(value, "", warnings);
                break;
            case ("", "ServiceAccount"):
                StorageWarnings.MountableSecrets(value, old: null, warnings);
                break;
            case ("networking.k8s.io", "Ingress"):
                NetworkWarnings.IngressClass(value, warnings);
                break;
            case ("apps" or "batch" or "", _):
                WorkloadWarnings.Check(value, resource.Kind.Kind, isNew: true, warnings);
                break;
            default:
                break;
        }

        return [.. warnings];
    }

    /// <param name="value">The object as it shall be, valid.</param>
    /// <param name="old">As it was.</param>
    /// <param name="resource">Its resource.</param>
    public static ImmutableArray<string> OnUpdate(JsonObject value, JsonObject old, ResourceDefinition resource)
    {
        var warnings = new List<string>();
        Common(value, resource, warnings);
        switch (resource.Kind.Group, resource.Kind.Kind)
        {
            case ("", "ServiceAccount"):
                StorageWarnings.MountableSecrets(value, old, warnings);
                break;
            case ("apps" or "batch" or "", not "Pod") when value.At("metadata").Integer("generation") != old.At("metadata").Integer("generation"):
                WorkloadWarnings.Check(value, resource.Kind.Kind, isNew: false, warnings);
                break;
            default:
                break;
        }

        return [.. warnings];
    }

    /// <summary>What is said when a name is not fit for what is made of it.</summary>
    internal static void HostnameOf(JsonObject value, string use, List<string> warnings)
    {
        var complaints = Api.Validation.NameRules.DnsLabel(value.At("metadata").Text("name") ?? "");
        if (!complaints.IsEmpty)
        {
            warnings.Add(
                $"metadata.name: this is used in {use}, which can result in surprising behavior; a DNS label is recommended: [{string.Join(' ', complaints)}]");
        }
    }

    private static void Common(JsonObject value, ResourceDefinition resource, List<string> warnings)
    {
        switch (resource.Kind.Group, resource.Kind.Kind)
        {
            case ("", "Service"):
                NetworkWarnings.Service(value, warnings);
                break;
            case ("", "Node"):
                NodeWarnings.Node(value, warnings);
                break;
            case ("", "Secret"):
                StorageWarnings.KeyPair(value, warnings);
                break;
            case ("", "PersistentVolume"):
                StorageWarnings.Volume(value, warnings);
                break;
            case ("", "PersistentVolumeClaim"):
                StorageWarnings.Claim(value, warnings);
                break;
            case ("storage.k8s.io", "StorageClass"):
                NodeWarnings.Topologies(value, warnings);
                break;
            case ("node.k8s.io", "RuntimeClass"):
                NodeWarnings.Labels(value.At("scheduling", "nodeSelector"), "scheduling.nodeSelector", warnings);
                break;
            case ("discovery.k8s.io", "EndpointSlice"):
                NetworkWarnings.EndpointSlice(value, warnings);
                break;
            default:
                if (resource.IsCustom || resource.Kind.Group == "apiextensions.k8s.io")
                {
                    Finalizers(value, warnings);
                }

                break;
        }
    }

    private static void Finalizers(JsonObject value, List<string> warnings)
    {
        foreach (var finalizer in value.At("metadata").Items("finalizers").Select(each => each.AsText ?? ""))
        {
            if (!finalizer.Contains('/', StringComparison.Ordinal) && finalizer is not ("orphan" or "foregroundDeletion" or "kubernetes" or "customresourcecleanup.apiextensions.k8s.io"))
            {
                warnings.Add(
                    $"metadata.finalizers: \"{finalizer}\": prefer a domain-qualified finalizer name including a path (/) to avoid accidental conflicts with other finalizer writers");
            }
        }
    }
}
