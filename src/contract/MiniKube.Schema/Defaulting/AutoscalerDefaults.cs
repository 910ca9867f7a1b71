using System.Text.Json.Nodes;
using MiniKube.Schema.Trees;

namespace MiniKube.Schema.Defaulting;

/// <summary>HorizontalPodAutoscaler in both versions.</summary>
internal static class AutoscalerDefaults
{
    // Where v1 keeps the metrics that it has no fields for.
    private const string MetricsAnnotation = "autoscaling.alpha.kubernetes.io/metrics";

    public static void Apply(JsonObject value, string version)
    {
        if (value.Object("spec") is not { } spec)
        {
            return;
        }

        spec.Default("minReplicas", 1);
        if (version == "v1")
        {
            if (value.At("metadata", "annotations")?.ContainsKey(MetricsAnnotation) != true)
            {
                spec.Default("targetCPUUtilizationPercentage", 80);
            }

            return;
        }

        if (!spec.Items("metrics").Any())
        {
            spec["metrics"] = JsonNode.Parse(
                """[{"type":"Resource","resource":{"name":"cpu","target":{"type":"Utilization","averageUtilization":80}}}]""");
        }

        if (spec.Object("behavior") is { } behavior)
        {
            ScaleUp(behavior.Ensure("scaleUp"));
            ScaleDown(behavior.Ensure("scaleDown"));
        }
    }

    private static void ScaleUp(JsonObject rules)
    {
        rules.Default("stabilizationWindowSeconds", 0);
        rules.Default("selectPolicy", "Max");
        if (!rules.Items("policies").Any())
        {
            rules["policies"] = JsonNode.Parse(
                """[{"type":"Pods","value":4,"periodSeconds":15},{"type":"Percent","value":100,"periodSeconds":15}]""");
        }
    }

    private static void ScaleDown(JsonObject rules)
    {
        rules.Default("selectPolicy", "Max");
        if (!rules.Items("policies").Any())
        {
            rules["policies"] = JsonNode.Parse("""[{"type":"Percent","value":100,"periodSeconds":15}]""");
        }
    }
}
