using System.Text.Json.Nodes;
using MiniKube.Api.Quantities;

namespace MiniKube.ApiServer.Registry.Kinds;

/// <summary>A pod's quality of service class, from the requests and limits of its containers.</summary>
internal static class PodQuality
{
    private static readonly string[] Counted = ["cpu", "memory"];

    public static string Of(JsonObject pod)
    {
        var spec = pod.Child("spec");
        var parts = spec.Child("resources") is { Count: > 0 }
            ? [spec!]
            : spec.Objects("containers").Concat(spec.Objects("initContainers")).ToList();
        var asksAnything = parts.Any(part => Amounts(part, "requests").Count + Amounts(part, "limits").Count > 0);
        if (!asksAnything)
        {
            return "BestEffort";
        }

        return parts.TrueForAll(IsGuaranteed) ? "Guaranteed" : "Burstable";
    }

    private static bool IsGuaranteed(JsonObject part)
    {
        var requests = Amounts(part, "requests");
        var limits = Amounts(part, "limits");
        return Array.TrueForAll(Counted, name =>
            limits.TryGetValue(name, out var limit) && (!requests.TryGetValue(name, out var request) || request.CompareTo(limit) == 0));
    }

    private static Dictionary<string, Quantity> Amounts(JsonObject part, string list)
    {
        var amounts = new Dictionary<string, Quantity>();
        foreach (var name in Counted)
        {
            if (Quantity.TryParse(part.Child("resources").Child(list).Text(name), out var amount) && amount.CompareTo(default) > 0)
            {
                amounts[name] = amount;
            }
        }

        return amounts;
    }
}
