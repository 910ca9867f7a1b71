using System.Text.Json.Nodes;
using MiniKube.Api.Errors;
using MiniKube.ApiServer.Registry.Allocation;

namespace MiniKube.ApiServer.Registry.Kinds.Services;

/// <summary>What of a Service may not become another: its first address and family, the port of its health check, its class of load balancer.</summary>
internal static class ServiceChanges
{
    public static void Check(JsonObject spec, JsonObject before, ICollection<StatusCause> causes)
    {
        if (ServiceTaking.NeedsHealthCheck(spec)
            && ServiceTaking.NeedsHealthCheck(before)
            && spec.Integer("healthCheckNodePort") != before.Integer("healthCheckNodePort"))
        {
            causes.Add(FieldErrors.Immutable("spec.healthCheckNodePort", spec["healthCheckNodePort"]));
        }

        if (spec.Text("type") == "LoadBalancer"
            && before.Text("type") == "LoadBalancer"
            && spec.Text("loadBalancerClass") != before.Text("loadBalancerClass"))
        {
            causes.Add(FieldErrors.Invalid("spec.loadBalancerClass", spec["loadBalancerClass"], "may not change once set"));
        }

        if (spec.Text("type") == "ExternalName" || before.Text("type") == "ExternalName")
        {
            return;
        }

        var areHeadless = spec.Text("clusterIP") == "None" && before.Text("clusterIP") == "None";
        if (!areHeadless)
        {
            // That the first address stays is a rule of the schema.
            CheckList(spec, before, "clusterIPs", "clusterIP", first: 1, causes);
            CheckList(spec, before, "ipFamilies", "ipFamily", first: 0, causes);
        }
    }

    private static void CheckList(JsonObject spec, JsonObject before, string name, string one, int first, ICollection<StatusCause> causes)
    {
        var now = spec.Texts(name).ToList();
        var then = before.Texts(name).ToList();
        if (then.Count == 0)
        {
            return;
        }

        if (now.Count == 0)
        {
            causes.Add(FieldErrors.Invalid($"spec.{name}[0]", new JsonArray(), $"primary {one} can not be unset"));
            return;
        }

        // What is on both sides stays; a second one may come and, where that is asked for, go.
        foreach (var (index, (after, old)) in now.Zip(then).Index())
        {
            if (index >= first && after != old && (index == 0 || now.Count == then.Count))
            {
                causes.Add(FieldErrors.Invalid($"spec.{name}[{index}]", ObjectTree.ListOf(now), "may not change once set"));
            }
        }

        if (now.Count < then.Count && spec.Text("ipFamilyPolicy") != "SingleStack")
        {
            causes.Add(FieldErrors.Invalid(
                "spec.ipFamilyPolicy", spec.Text("ipFamilyPolicy"), $"must be set to 'SingleStack' when releasing the secondary {one}"));
        }
    }
}
