using System.Text.Json.Serialization;
using k8s;
using k8s.Models;

namespace SiteOperator;

/// <summary>A web site, as <c>web.example.com/v1</c> has it.</summary>
internal sealed class Site : IKubernetesObject<V1ObjectMeta>
{
    public const string Group = "web.example.com";
    public const string Version = "v1";
    public const string Plural = "sites";
    public const string Definition = $"{Plural}.{Group}";

    [JsonPropertyName("apiVersion")]
    public string ApiVersion { get; set; } = $"{Group}/{Version}";

    [JsonPropertyName("kind")]
    public string Kind { get; set; } = "Site";

    [JsonPropertyName("metadata")]
    public V1ObjectMeta Metadata { get; set; } = new();

    [JsonPropertyName("spec")]
    public SiteSpec Spec { get; set; } = new();

    [JsonPropertyName("status")]
    public SiteStatus? Status { get; set; }
}
