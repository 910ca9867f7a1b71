using System.Text.Json.Nodes;
using MiniKube.Api.Errors;
using MiniKube.ApiServer.Registry.Allocation;

namespace MiniKube.ApiServer.Registry.Kinds.Services;

/// <summary>Which families a Service has addresses of, from what was asked, what it had and what the cluster has (KEP-563).</summary>
internal static class ServiceFamilies
{
    private const string Policy = "spec.ipFamilyPolicy";
    private const string SingleStack = "SingleStack";
    private const string PreferDualStack = "PreferDualStack";
    private const string RequireDualStack = "RequireDualStack";

    /// <summary>Sets policy and families; what does not go together is told, and then nothing more is set.</summary>
    public static void Settle(JsonObject spec, JsonObject? before, ServiceRanges ranges, ICollection<StatusCause> causes)
    {
        if (spec.Text("type") == "ExternalName" || KeepsPreference(spec, before))
        {
            return;
        }

        var isSelectorlessHeadless = spec.Text("clusterIP") == "None" && spec.Child("selector") is null or { Count: 0 };
        if (spec.Text("ipFamilyPolicy").Length == 0)
        {
            spec["ipFamilyPolicy"] = before.Text("ipFamilyPolicy") is { Length: > 0 } kept ? kept
                : isSelectorlessHeadless ? RequireDualStack
                : SingleStack;
        }

        ServiceAddressRules.Check(spec, causes);
        if (causes.Count > 0)
        {
            return;
        }

        if (before is not null)
        {
            Reduce(spec, before, causes);
        }

        CheckSingle(spec, causes);
        Infer(spec, ranges, causes);
        if (causes.Count > 0)
        {
            return;
        }

        if (isSelectorlessHeadless)
        {
            Complete(spec, ranges, isDualStack: true);
            return;
        }

        CheckCluster(spec, ranges, causes);
        if (causes.Count == 0)
        {
            Complete(spec, ranges, ranges.IsDualStack);
        }
    }

    /// <summary>A preference does not move an existing Service to two families, or back, when the cluster becomes another.</summary>
    private static bool KeepsPreference(JsonObject spec, JsonObject? before) =>
        before is not null
        && before.Text("type") == spec.Text("type")
        && spec.Text("ipFamilyPolicy") == PreferDualStack
        && before.Text("ipFamilyPolicy") is "" or PreferDualStack
        && IsSame(spec, before, "clusterIPs")
        && IsSame(spec, before, "ipFamilies");

    /// <summary>Asking for one stack is enough to give the second one up; giving it up otherwise is a mistake.</summary>
    private static void Reduce(JsonObject spec, JsonObject before, ICollection<StatusCause> causes)
    {
        if (spec.Text("ipFamilyPolicy") == SingleStack)
        {
            foreach (var name in (ReadOnlySpan<string>)["clusterIPs", "ipFamilies"])
            {
                if (IsSame(spec, before, name) && spec.Texts(name).Count() > 1)
                {
                    spec[name] = ObjectTree.ListOf(spec.Texts(name).Take(1));
                }
            }

            return;
        }

        if (IsReduced(spec, before, "clusterIPs"))
        {
            causes.Add(FieldErrors.Invalid(Policy, spec.Text("ipFamilyPolicy"), "must be 'SingleStack' to release the secondary cluster IP"));
        }

        if (IsReduced(spec, before, "ipFamilies"))
        {
            causes.Add(FieldErrors.Invalid(Policy, spec.Text("ipFamilyPolicy"), "must be 'SingleStack' to release the secondary IP family"));
        }
    }

    private static void CheckSingle(JsonObject spec, ICollection<StatusCause> causes)
    {
        foreach (var (name, what) in ((string, string)[])[("clusterIPs", "cluster IPs"), ("ipFamilies", "IP families")])
        {
            if (spec.Text("ipFamilyPolicy") == SingleStack && spec.Texts(name).Count() == 2)
            {
                causes.Add(FieldErrors.Invalid(
                    Policy, SingleStack, $"must be 'RequireDualStack' or 'PreferDualStack' when multiple {what} are specified"));
            }
        }
    }

    /// <summary>The addresses that are asked for say of which families they are.</summary>
    private static void Infer(JsonObject spec, ServiceRanges ranges, ICollection<StatusCause> causes)
    {
        var addresses = spec.Texts("clusterIPs").ToList();
        var families = spec.Texts("ipFamilies").ToList();
        for (var i = families.Count; i < addresses.Count && addresses[i] != "None"; i++)
        {
            var family = AddressRange.FamilyOf(System.Net.IPAddress.Parse(addresses[i]));
            if (!ranges.Has(family))
            {
                causes.Add(FieldErrors.Invalid($"spec.clusterIPs[{i}]", ObjectTree.ListOf(addresses), $"{family} is not configured on this cluster"));
            }

            families.Add(family);
        }

        SetFamilies(spec, families);
    }

    private static void CheckCluster(JsonObject spec, ServiceRanges ranges, ICollection<StatusCause> causes)
    {
        if (spec.Text("ipFamilyPolicy") == RequireDualStack && !ranges.IsDualStack)
        {
            causes.Add(FieldErrors.Invalid(Policy, RequireDualStack, "this cluster is not configured for dual-stack services"));
        }

        foreach (var (index, family) in spec.Texts("ipFamilies").Index())
        {
            if (!ranges.Has(family))
            {
                causes.Add(FieldErrors.Invalid($"spec.ipFamilies[{index}]", family, "not configured on this cluster"));
            }
        }
    }

    private static void Complete(JsonObject spec, ServiceRanges ranges, bool isDualStack)
    {
        var families = spec.Texts("ipFamilies").ToList();
        if (families.Count == 0)
        {
            families.Add(ranges.Default.Family);
        }

        if (families.Count == 1 && isDualStack && spec.Text("ipFamilyPolicy") != SingleStack)
        {
            families.Add(families[0] == "IPv4" ? "IPv6" : "IPv4");
        }

        SetFamilies(spec, families);
    }

    private static void SetFamilies(JsonObject spec, List<string> families)
    {
        if (families.Count > 0)
        {
            spec["ipFamilies"] = ObjectTree.ListOf(families);
        }
    }

    private static bool IsSame(JsonObject spec, JsonObject before, string name) => spec.Texts(name).SequenceEqual(before.Texts(name));

    private static bool IsReduced(JsonObject spec, JsonObject before, string name) =>
        spec.Texts(name).Count() is > 0 and var count && count < before.Texts(name).Count();
}
