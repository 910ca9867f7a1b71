using System.Text.Json;
using System.Text.Json.Nodes;

namespace MiniKube.ApiServer.Registry.Kinds;

/// <summary>
/// Autoscalers of <c>autoscaling/v1</c> know one metric, the CPU; what else an object of <c>v2</c> has travels in annotations, as upstream
/// does it, so that a v1 client that reads and writes loses nothing.
/// </summary>
internal sealed class AutoscalerConversion : IConversion
{
    private const string MetricsAnnotation = "autoscaling.alpha.kubernetes.io/metrics";
    private const string BehaviorAnnotation = "autoscaling.alpha.kubernetes.io/behavior";
    private const string ConditionsAnnotation = "autoscaling.alpha.kubernetes.io/conditions";
    private const string CurrentMetricsAnnotation = "autoscaling.alpha.kubernetes.io/current-metrics";

    public JsonObject ToStorage(JsonObject served)
    {
        var stored = served.DeepClone().AsObject();
        stored["apiVersion"] = "autoscaling/v2";
        var spec = stored.Ensure("spec");
        var metrics = Deep(Take(stored, MetricsAnnotation), "target");
        if (spec.Integer("targetCPUUtilizationPercentage") is { } percentage)
        {
            metrics.Insert(0, CpuMetric("target", new JsonObject { ["type"] = "Utilization", ["averageUtilization"] = percentage }));
        }

        spec.Remove("targetCPUUtilizationPercentage");
        SetIfAny(spec, "metrics", metrics);
        SetIfAny(spec, "behavior", Take(stored, BehaviorAnnotation) is JsonObject inner ? AutoscalerBehavior.FromInner(inner) : null);
        var conditions = Take(stored, ConditionsAnnotation);
        var current = Deep(Take(stored, CurrentMetricsAnnotation), "current");
        if (stored.Child("status") is { } status)
        {
            if (status.Integer("currentCPUUtilizationPercentage") is { } used)
            {
                current.Insert(0, CpuMetric("current", new JsonObject { ["averageUtilization"] = used }));
            }

            status.Remove("currentCPUUtilizationPercentage");
            SetIfAny(status, "conditions", conditions);
            SetIfAny(status, "currentMetrics", current);
        }

        return stored;
    }

    public JsonObject FromStorage(JsonObject stored)
    {
        var served = stored.DeepClone().AsObject();
        served["apiVersion"] = "autoscaling/v1";
        var spec = served.Ensure("spec");
        var metrics = spec.List("metrics") ?? [];
        spec.Remove("metrics");
        if (TakeCpu(metrics, "target") is { } percentage)
        {
            spec["targetCPUUtilizationPercentage"] = percentage;
        }

        Put(served, MetricsAnnotation, Flat(metrics, "target"));
        Put(served, BehaviorAnnotation, spec.Child("behavior") is { } behavior ? AutoscalerBehavior.ToInner(behavior) : null);
        spec.Remove("behavior");
        if (served.Child("status") is { } status)
        {
            var current = status.List("currentMetrics") ?? [];
            status.Remove("currentMetrics");
            if (TakeCpu(current, "current") is { } used)
            {
                status["currentCPUUtilizationPercentage"] = used;
            }

            Put(served, CurrentMetricsAnnotation, Flat(current, "current"));
            Put(served, ConditionsAnnotation, status["conditions"]);
            status.Remove("conditions");
        }

        return served;
    }

    private static JsonArray Deep(JsonNode? older, string side) =>
        new([.. (older as JsonArray ?? []).OfType<JsonObject>().Select(JsonNode (metric) => AutoscalerMetrics.FromOlder(metric, side))]);

    private static JsonArray Flat(JsonArray newer, string side) =>
        new([.. newer.OfType<JsonObject>().Select(JsonNode (metric) => AutoscalerMetrics.ToOlder(metric, side))]);

    private static JsonObject CpuMetric(string side, JsonObject value) => new()
    {
        ["type"] = "Resource",
        ["resource"] = new JsonObject { ["name"] = "cpu", [side] = value },
    };

    /// <summary>Takes the first CPU utilization out of a list of metrics.</summary>
    private static long? TakeCpu(JsonArray metrics, string side)
    {
        foreach (var metric in metrics.OfType<JsonObject>())
        {
            var resource = metric.Child("resource");
            if (resource.Text("name") == "cpu" && resource.Child(side).Integer("averageUtilization") is { } percentage)
            {
                metrics.Remove(metric);
                return percentage;
            }
        }

        return null;
    }

    private static JsonNode? Take(JsonObject tree, string annotation)
    {
        var annotations = tree.Metadata.Child("annotations");
        var text = annotations.Text(annotation);
        annotations?.Remove(annotation);
        if (text.Length == 0)
        {
            return null;
        }

        try
        {
            return JsonNode.Parse(text);
        }
        catch (JsonException)
        {
            // Only this conversion writes these annotations; what a client put there instead means nothing.
            return null;
        }
    }

    private static void Put(JsonObject tree, string annotation, JsonNode? value)
    {
        if (value is not (null or JsonArray { Count: 0 }))
        {
            tree.Metadata.Ensure("annotations")[annotation] = value.ToJsonString();
        }
    }

    private static void SetIfAny(JsonObject tree, string name, JsonNode? value)
    {
        if (value is not (null or JsonArray { Count: 0 }))
        {
            tree[name] = value;
        }
    }
}
