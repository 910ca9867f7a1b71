using System.Text.Json.Nodes;

namespace MiniKube.Api.Quotas;

/// <summary>What a pod asks for as a whole: what its containers ask for together, or a larger init container alone, and its overhead (KEP-753, KEP-2837).</summary>
internal static class PodDemand
{
    /// <param name="spec">Of the pod.</param>
    /// <param name="list"><c>requests</c> or <c>limits</c>.</param>
    public static ResourceAmounts Of(JsonObject? spec, string list)
    {
        var running = Sum(spec.Parts("containers"), list);
        var before = ResourceAmounts.None;
        var sidecars = ResourceAmounts.None;
        foreach (var container in spec.Parts("initContainers"))
        {
            var own = container.Amounts(list);
            if (container["restartPolicy"].Word == "Always")
            {
                sidecars = sidecars.Plus(own);
                before = before.Max(sidecars);
            }
            else
            {
                before = before.Max(sidecars.Plus(own));
            }
        }

        var whole = running.Plus(sidecars).Max(before);
        foreach (var (name, amount) in spec.Amounts(list))
        {
            whole = whole.With(name, amount);
        }

        // A limit that is not there is no limit, which overhead does not change.
        var overhead = ResourceAmounts.Read(spec.Part("overhead"));
        return whole.Plus(list == "limits" ? overhead.Only(whole.WithoutZeros().Names) : overhead);
    }

    /// <summary>No container, nor the pod, says anything of processor or memory.</summary>
    public static bool IsBestEffort(JsonObject? spec) => !Parts(spec).Any(part =>
        part.Amounts("requests").Plus(part.Amounts("limits")).Any(each => each.Key is "cpu" or "memory" && each.Value.Sign > 0));

    private static IEnumerable<JsonObject> Parts(JsonObject? spec) =>
        spec is null ? [] : spec.Parts("containers").Concat(spec.Parts("initContainers")).Append(spec);

    private static ResourceAmounts Sum(IEnumerable<JsonObject> containers, string list) =>
        containers.Aggregate(ResourceAmounts.None, (sum, container) => sum.Plus(container.Amounts(list)));
}
