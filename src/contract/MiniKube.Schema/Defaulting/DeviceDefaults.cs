using System.Text.Json.Nodes;
using MiniKube.Schema.Trees;

namespace MiniKube.Schema.Defaulting;

/// <summary>Claims of devices.</summary>
internal static class DeviceDefaults
{
    public static void Apply(JsonObject value, string kind)
    {
        var claim = kind == "ResourceClaimTemplate" ? value.At("spec", "spec") : value.Object("spec");
        foreach (var request in claim.Object("devices").Objects("requests"))
        {
            Request(request.Object("exactly"));
            foreach (var alternative in request.Objects("firstAvailable"))
            {
                Request(alternative);
            }
        }
    }

    private static void Request(JsonObject? request)
    {
        if (request is null)
        {
            return;
        }

        request.DefaultIfEmpty("allocationMode", "ExactCount");
        if (request.Text("allocationMode") == "ExactCount" && request.Integer("count") is null or 0)
        {
            request["count"] = 1L;
        }

        foreach (var toleration in request.Objects("tolerations"))
        {
            toleration.DefaultIfEmpty("operator", "Equal");
        }
    }
}
