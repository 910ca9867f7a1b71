using System.Text.Json.Serialization;
using k8s.Models;

namespace SiteOperator;

/// <summary>What has become of a site.</summary>
internal sealed class SiteStatus
{
    [JsonPropertyName("observedGeneration")]
    public long? ObservedGeneration { get; set; }

    [JsonPropertyName("replicas")]
    public int Replicas { get; set; }

    [JsonPropertyName("readyReplicas")]
    public int ReadyReplicas { get; set; }

    [JsonPropertyName("selector")]
    public string Selector { get; set; } = "";

    [JsonPropertyName("conditions")]
    public IList<V1Condition> Conditions { get; set; } = [];
}
