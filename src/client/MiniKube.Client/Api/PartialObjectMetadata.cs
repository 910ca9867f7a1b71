using k8s;
using k8s.Models;

namespace MiniKube.Client.Api;

/// <summary>An object of any kind, reduced to its metadata. Lists may leave <see cref="Kind"/> as <c>PartialObjectMetadata</c>.</summary>
public sealed record PartialObjectMetadata : IKubernetesObject<V1ObjectMeta>
{
    public string? ApiVersion { get; set; }

    public string? Kind { get; set; }

    public V1ObjectMeta Metadata { get; set; } = new();
}
