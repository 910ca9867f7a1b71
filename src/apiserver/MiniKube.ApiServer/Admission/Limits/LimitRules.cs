using System.Globalization;
using System.Text.Json.Nodes;
using MiniKube.Api.Quantities;
using MiniKube.ApiServer.Registry;

namespace MiniKube.ApiServer.Admission.Limits;

/// <summary>Holds a pod or a claim against a LimitRange, in upstream's words. Pure.</summary>
internal static class LimitRules
{
    public static List<string> Check(JsonObject made, JsonObject range)
    {
        var complaints = new List<string>();
        var isClaim = made.Text("kind") == "PersistentVolumeClaim";
        foreach (var limit in range.Child("spec").Objects("limits"))
        {
            switch (limit.Text("type"))
            {
                case "PersistentVolumeClaim" when isClaim:
                    CheckClaim(complaints, limit, Quantities(made.Child("spec").Child("resources").Child("requests")));
                    break;
                case "Container" when !isClaim:
                    foreach (var container in made.Child("spec").Objects("initContainers").Concat(made.Child("spec").Objects("containers")))
                    {
                        CheckUsage(complaints, limit, Requests(container), Limits(container));
                    }

                    break;
                case "Pod" when !isClaim:
                    CheckUsage(complaints, limit, OfPod(made, Requests), OfPod(made, Limits));
                    break;
                default:
                    break;
            }
        }

        return complaints;
    }

    private static void CheckClaim(List<string> complaints, JsonObject limit, Dictionary<string, Quantity> requests)
    {
        foreach (var (name, min) in Quantities(limit.Child("min")))
        {
            Minimum(complaints, limit, name, min, requests, []);
        }

        foreach (var (name, max) in Quantities(limit.Child("max")))
        {
            var what = $"maximum {name} usage per PersistentVolumeClaim is {max}";
            if (!requests.TryGetValue(name, out var request))
            {
                complaints.Add($"{what}.  No request is specified");
            }
            else if (request > max)
            {
                complaints.Add($"{what}, but request is {request}");
            }
        }
    }

    private static void CheckUsage(List<string> complaints, JsonObject limit, Dictionary<string, Quantity> requests, Dictionary<string, Quantity> limits)
    {
        foreach (var (name, min) in Quantities(limit.Child("min")))
        {
            Minimum(complaints, limit, name, min, requests, limits);
        }

        foreach (var (name, max) in Quantities(limit.Child("max")))
        {
            var what = $"maximum {name} usage per {limit.Text("type")} is {max}";
            if (!limits.TryGetValue(name, out var asked))
            {
                complaints.Add($"{what}.  No limit is specified");
            }
            else if (asked > max)
            {
                complaints.Add($"{what}, but limit is {asked}");
            }
            else if (requests.TryGetValue(name, out var request) && request > max)
            {
                complaints.Add($"{what}, but request is {request}");
            }
        }

        foreach (var (name, ratio) in Quantities(limit.Child("maxLimitRequestRatio")))
        {
            Ratio(complaints, $"{name} max limit to request ratio per {limit.Text("type")} is {ratio}", name, ratio, requests, limits);
        }
    }

    private static void Minimum(
        List<string> complaints, JsonObject limit, string name, Quantity min, Dictionary<string, Quantity> requests, Dictionary<string, Quantity> limits)
    {
        var what = $"minimum {name} usage per {limit.Text("type")} is {min}";
        if (!requests.TryGetValue(name, out var request))
        {
            complaints.Add($"{what}.  No request is specified");
        }
        else if (request < min)
        {
            complaints.Add($"{what}, but request is {request}");
        }
        else if (limits.TryGetValue(name, out var asked) && asked < min)
        {
            complaints.Add($"{what}, but limit is {asked}");
        }
    }

    private static void Ratio(
        List<string> complaints, string what, string name, Quantity ratio, Dictionary<string, Quantity> requests, Dictionary<string, Quantity> limits)
    {
        if (!requests.TryGetValue(name, out var request) || request.MilliValue == 0)
        {
            complaints.Add($"{what}, but no request is specified or request is 0");
        }
        else if (!limits.TryGetValue(name, out var asked) || asked.MilliValue == 0)
        {
            complaints.Add($"{what}, but no limit is specified or limit is 0");
        }
        else if ((double)asked.MilliValue / request.MilliValue > ratio.MilliValue / 1000d)
        {
            var provided = (double)asked.MilliValue / request.MilliValue;
            complaints.Add(string.Create(CultureInfo.InvariantCulture, $"{what}, but provided ratio is {provided:F6}"));
        }
    }

    /// <summary>All containers together, or one init container where that needs more: they run before, not beside. Sidecars run beside.</summary>
    private static Dictionary<string, Quantity> OfPod(JsonObject pod, Func<JsonObject, Dictionary<string, Quantity>> of)
    {
        var sum = new Dictionary<string, Quantity>(StringComparer.Ordinal);
        foreach (var container in pod.Child("spec").Objects("containers"))
        {
            Add(sum, of(container));
        }

        var beside = new Dictionary<string, Quantity>(StringComparer.Ordinal);
        var highest = new Dictionary<string, Quantity>(StringComparer.Ordinal);
        foreach (var container in pod.Child("spec").Objects("initContainers"))
        {
            var alone = of(container);
            Add(alone, beside);
            foreach (var (name, quantity) in alone)
            {
                highest[name] = Quantity.Max(highest.GetValueOrDefault(name), quantity);
            }

            if (container.Text("restartPolicy") == "Always")
            {
                Add(beside, of(container));
                Add(sum, of(container));
            }
        }

        foreach (var (name, quantity) in highest)
        {
            sum[name] = Quantity.Max(sum.GetValueOrDefault(name), quantity);
        }

        return sum;
    }

    private static void Add(Dictionary<string, Quantity> sum, Dictionary<string, Quantity> more)
    {
        foreach (var (name, quantity) in more)
        {
            sum[name] = sum.TryGetValue(name, out var before) ? before + quantity : quantity;
        }
    }

    private static Dictionary<string, Quantity> Requests(JsonObject container) => Quantities(container.Child("resources").Child("requests"));

    private static Dictionary<string, Quantity> Limits(JsonObject container) => Quantities(container.Child("resources").Child("limits"));

    private static Dictionary<string, Quantity> Quantities(JsonObject? list) =>
        (list ?? []).ToDictionary(entry => entry.Key, entry => Quantity.TryParse(list.Text(entry.Key), out var quantity) ? quantity : Quantity.Zero, StringComparer.Ordinal);
}
