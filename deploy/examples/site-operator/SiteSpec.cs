using System.Text.Json.Serialization;

namespace SiteOperator;

/// <summary>What is wanted of a site.</summary>
internal sealed class SiteSpec
{
    [JsonPropertyName("content")]
    public string Content { get; set; } = "";

    [JsonPropertyName("replicas")]
    public int Replicas { get; set; }

    [JsonPropertyName("theme")]
    public string Theme { get; set; } = "";
}
