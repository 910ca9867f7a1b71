using System.Text.Json.Nodes;
using MiniKube.Schema.Trees;

namespace MiniKube.Schema.Warnings;

/// <summary>Where a pod wants to go.</summary>
internal static class PodPlacementWarnings
{
    private const string MatchesNothing = "a null labelSelector results in matching no pod";

    public static void NodeAffinity(JsonObject? affinity, string where, List<string> warnings)
    {
        var index = 0;
        foreach (var term in affinity.At("requiredDuringSchedulingIgnoredDuringExecution").Objects("nodeSelectorTerms"))
        {
            NodeWarnings.Term(term, $"{where}.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms[{index++}]", warnings);
        }

        index = 0;
        foreach (var preferred in affinity.Objects("preferredDuringSchedulingIgnoredDuringExecution"))
        {
            NodeWarnings.Term(preferred.Object("preference"), $"{where}.preferredDuringSchedulingIgnoredDuringExecution[{index++}].preference", warnings);
        }
    }

    public static void PodAffinity(JsonObject? affinity, string where, List<string> warnings)
    {
        var index = 0;
        foreach (var term in affinity.Objects("requiredDuringSchedulingIgnoredDuringExecution"))
        {
            Selector(term, $"{where}.requiredDuringSchedulingIgnoredDuringExecution[{index++}]", warnings);
        }

        index = 0;
        foreach (var preferred in affinity.Objects("preferredDuringSchedulingIgnoredDuringExecution"))
        {
            Selector(
                preferred.Object("podAffinityTerm"), $"{where}.preferredDuringSchedulingIgnoredDuringExecution[{index++}].podAffinityTerm", warnings);
        }
    }

    public static void Spread(JsonObject spec, string at, List<string> warnings)
    {
        var index = 0;
        foreach (var constraint in spec.Objects("topologySpreadConstraints"))
        {
            var where = $"{at}spec.topologySpreadConstraints[{index++}]";
            if (constraint.Text("topologyKey") is { } key && NodeWarnings.Retired(key) is { } why)
            {
                warnings.Add($"{where}.topologyKey: {key} is {why}");
            }

            Selector(constraint, where, warnings);
        }
    }

    private static void Selector(JsonObject? term, string where, List<string> warnings)
    {
        if (term.Object("labelSelector") is null)
        {
            warnings.Add($"{where}.labelSelector: {MatchesNothing}");
        }
    }
}
