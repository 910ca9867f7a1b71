using System.Text.Json.Nodes;

namespace MiniKube.ApiServer.Registry.Kinds;

/// <summary>
/// One metric of an autoscaler, wanted (<c>target</c>) or measured (<c>current</c>), in the form of <c>autoscaling/v2</c> and in the flatter one of
/// <c>v1</c>, in which it stands in annotations.
/// </summary>
internal static class AutoscalerMetrics
{
    public static JsonObject ToOlder(JsonObject metric, string side)
    {
        var older = new JsonObject();
        older.CopyFrom(metric, "type");
        foreach (var (kind, node) in metric.Where(field => field.Key != "type"))
        {
            if (node is JsonObject source)
            {
                older[kind] = Flat(kind, source, side);
            }
        }

        return older;
    }

    public static JsonObject FromOlder(JsonObject metric, string side)
    {
        var newer = new JsonObject();
        newer.CopyFrom(metric, "type");
        foreach (var (kind, node) in metric.Where(field => field.Key != "type"))
        {
            if (node is JsonObject source)
            {
                newer[kind] = Deep(kind, source, side);
            }
        }

        return newer;
    }

    private static JsonObject Flat(string kind, JsonObject source, string side)
    {
        var value = source.Child(side) ?? [];
        var flat = new JsonObject();
        Put(flat, "name", source["name"]);
        Put(flat, "target", source["describedObject"]);
        Put(flat, "metricName", source.Child("metric")?["name"]);
        Put(flat, kind == "external" ? "metricSelector" : "selector", source.Child("metric")?["selector"]);
        Put(flat, $"{side}AverageUtilization", value["averageUtilization"]);

        // The plain value of an object must be there in the older form, even where the average counts.
        Put(flat, $"{side}Value", value["value"] ?? (kind == "object" ? JsonValue.Create("0") : null));
        Put(flat, kind == "object" ? "averageValue" : $"{side}AverageValue", value["averageValue"]);
        Put(flat, "container", source["container"]);
        return flat;
    }

    private static JsonObject Deep(string kind, JsonObject source, string side)
    {
        var deep = new JsonObject();
        Put(deep, "name", source["name"]);
        Put(deep, "describedObject", source["target"]);
        if (source["metricName"] is { } metricName)
        {
            deep["metric"] = new JsonObject { ["name"] = metricName.DeepClone() };
            Put(deep.Ensure("metric"), "selector", source[kind == "external" ? "metricSelector" : "selector"]);
        }

        deep[side] = Value(kind, source, side);
        Put(deep, "container", source["container"]);
        return deep;
    }

    private static JsonObject Value(string kind, JsonObject source, string side)
    {
        var average = source[kind == "object" ? "averageValue" : $"{side}AverageValue"];
        var utilization = source[$"{side}AverageUtilization"];
        var plain = source[$"{side}Value"];
        var value = new JsonObject();
        if (side == "target")
        {
            value["type"] = utilization is not null ? "Utilization" : average is not null ? "AverageValue" : "Value";
        }

        Put(value, "value", kind == "object" && average is not null && side == "target" ? null : plain);
        Put(value, "averageValue", average);
        Put(value, "averageUtilization", utilization);
        return value;
    }

    private static void Put(JsonObject into, string name, JsonNode? value)
    {
        if (value is not null)
        {
            into[name] = value.DeepClone();
        }
    }
}
