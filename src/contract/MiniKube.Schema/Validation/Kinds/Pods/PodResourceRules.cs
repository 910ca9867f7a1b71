using System.Text.Json.Nodes;
using MiniKube.Api.Quantities;
using MiniKube.Api.Validation;
using MiniKube.Schema.Trees;
using MiniKube.Schema.Validation.Kinds.Containers;

namespace MiniKube.Schema.Validation.Kinds.Pods;

/// <summary>What a pod asks for as a whole: its own requests and limits, its claims.</summary>
internal static class PodResourceRules
{
    private static readonly string[] Names = ["resourceClaimName", "resourceClaimTemplateName"];

    public static void Check(JsonObject spec, FieldLocation where, Complaints complaints)
    {
        if (spec.List("resourceClaims") is { Count: > 0 } claims)
        {
            Claims(claims, where.Child("resourceClaims"), complaints);
        }

        if (spec.Object("overhead") is { Count: > 0 } overhead)
        {
            ResourceRules.CheckAmounts(overhead, where.Child("overhead"), "limits", complaints);
        }

        if (spec.Object("resources") is { Count: > 0 } resources)
        {
            var at = where.Child("resources");
            if (resources.Has("claims"))
            {
                complaints.Forbidden(at.Child("claims"), "claims cannot be set for Resources at pod-level");
            }

            ResourceRules.Check(resources, spec.List("resourceClaims"), at, complaints, isOfPod: true);
            Together(spec, resources, at, complaints);
        }
    }

    private static void Claims(JsonArray claims, FieldLocation where, Complaints complaints)
    {
        for (var i = 0; i < claims.Count; i++)
        {
            if (claims[i] is not JsonObject claim)
            {
                continue;
            }

            var at = where.Index(i);
            if (claim.Text("name") is { Length: > 0 } name)
            {
                complaints.Invalid(at.Child("name"), name, NameRules.DnsLabel(name));
            }

            switch (claim.Has(Names[0]), claim.Has(Names[1]))
            {
                case (true, true):
                    complaints.Invalid(at, claim, "at most one of `resourceClaimName` or `resourceClaimTemplateName` may be specified");
                    break;
                case (false, false):
                    complaints.Invalid(at, claim, "must specify one of: `resourceClaimName`, `resourceClaimTemplateName`");
                    break;
                default:
                    break;
            }

            foreach (var field in Names)
            {
                if (claim.Text(field) is { } text)
                {
                    complaints.Invalid(at.Child(field), text, NameRules.DnsSubdomain(text));
                }
            }
        }
    }

    /// <summary>The containers together ask for no more than their pod, and none may have more than it.</summary>
    private static void Together(JsonObject spec, JsonObject resources, FieldLocation where, Complaints complaints)
    {
        var requests = resources.Object("requests");
        foreach (var name in (ReadOnlySpan<string>)["cpu", "memory"])
        {
            // What the pod says nothing of is the sum of what its containers ask for.
            if (NumberRules.Parse(requests.Member(name)) is { } own && Sum(spec, name) is var asked && asked > own)
            {
                complaints.Invalid(
                    where.Child("requests").Key(name), requests.Member(name), $"must be greater than or equal to aggregate container requests of {asked}");
            }
        }

        var index = -1;
        foreach (var container in spec.Objects("containers"))
        {
            index++;
            foreach (var (name, amount) in container.At("resources", "limits") ?? [])
            {
                if (NumberRules.Parse(resources.Object("limits").Member(name)) is { } most && NumberRules.Parse(amount) is { } limit && limit > most)
                {
                    complaints.Invalid(
                        where.Child("containers").Index(index).Key(name).Child("limits"), amount, $"must be less than or equal to pod limits of {most}");
                }
            }
        }
    }

    /// <summary>Sidecars stay beside the containers; of the others that come before, the largest counts.</summary>
    private static Quantity Sum(JsonObject spec, string name)
    {
        var (sum, sidecars, largest) = (Quantity.Zero, Quantity.Zero, Quantity.Zero);
        foreach (var container in spec.Objects("containers"))
        {
            sum += Of(container, name);
        }

        foreach (var container in spec.Objects("initContainers"))
        {
            if (container.Text("restartPolicy") == "Always")
            {
                sidecars += Of(container, name);
            }

            largest = Quantity.Max(largest, container.Text("restartPolicy") == "Always" ? sidecars : sidecars + Of(container, name));
        }

        return Quantity.Max(sum + sidecars, largest);
    }

    private static Quantity Of(JsonObject container, string name) =>
        NumberRules.Parse(container.At("resources", "requests").Member(name)) ?? Quantity.Zero;
}
