using System.Text.Json.Nodes;
using MiniKube.Schema.Trees;

namespace MiniKube.Schema.Warnings;

/// <summary>The containers of a pod, all three sorts.</summary>
internal static class ContainerWarnings
{
    private const string SeccompPrefix = "container.seccomp.security.alpha.kubernetes.io/";
    private const string AppArmorPrefix = "container.apparmor.security.beta.kubernetes.io/";

    // In upstream's order.
    private static readonly string[] Lists = ["initContainers", "containers", "ephemeralContainers"];

    public static void Check(JsonObject? pod, string at, List<string> warnings)
    {
        var spec = pod.Object("spec");
        foreach (var (container, where) in All(spec, at))
        {
            Annotations(pod, container, at, warnings);
            foreach (var part in (ReadOnlySpan<string>)["limits", "requests"])
            {
                if (container.At("resources", part) is { } amounts)
                {
                    PodWarnings.Fractions(amounts, $"{where}.resources.{part}", warnings);
                }
            }

            Environment(container, where, warnings);
        }

        Ports(spec, at, warnings);
    }

    private static IEnumerable<(JsonObject Container, string Where)> All(JsonObject? spec, string at) => Lists.SelectMany(
        list => spec.Objects(list).Select((container, index) => (container, $"{at}spec.{list}[{index}]")));

    private static void Annotations(JsonObject? pod, JsonObject container, string at, List<string> warnings)
    {
        if (pod.At("metadata", "annotations") is not { } annotations)
        {
            return;
        }

        var security = container.Object("securityContext");
        var seccomp = SeccompPrefix + container.Text("name");
        if (annotations.Has(seccomp) && !security.Has("seccompProfile"))
        {
            warnings.Add($"{at}metadata.annotations[{seccomp}]: non-functional in v1.27+; use the \"seccompProfile\" field instead");
        }

        var appArmor = AppArmorPrefix + container.Text("name");
        if (annotations.Has(appArmor) && !security.Has("appArmorProfile") && !pod.At("spec", "securityContext").Has("appArmorProfile"))
        {
            warnings.Add($"{at}metadata.annotations[{appArmor}]: deprecated since v1.30; use the \"appArmorProfile\" field instead");
        }
    }

    private static void Environment(JsonObject container, string where, List<string> warnings)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var index = 0;
        foreach (var variable in container.Objects("env"))
        {
            var name = variable.Text("name") ?? "";
            var value = variable.Text("value") ?? "";
            var before = $"$({name})";
            if (!seen.Add(name) && (variable.Has("valueFrom") || value == before || !value.Contains(before, StringComparison.Ordinal)))
            {
                warnings.Add($"{where}.env[{index}]: hides previous definition of \"{name}\", which may be dropped when using apply");
            }

            index++;
        }
    }

    private static void Ports(JsonObject? spec, string at, List<string> warnings)
    {
        var taken = new List<(JsonObject Port, string Where)>();
        foreach (var (container, where) in All(spec, at))
        {
            var index = 0;
            foreach (var port in container.Objects("ports"))
            {
                var here = $"{where}.ports[{index++}]";
                foreach (var (other, there) in taken.Where(one => IsSame(one.Port, port)))
                {
                    if (Overlap(port, other) is { } how)
                    {
                        warnings.Add($"{here}: {how} port definition with {there}");
                    }
                }

                taken.Add((port, here));
            }
        }
    }

    private static bool IsSame(JsonObject left, JsonObject right) =>
        left.Integer("containerPort") == right.Integer("containerPort") && left.Text("protocol") == right.Text("protocol");

    private static string? Overlap(JsonObject port, JsonObject other)
    {
        var (hostPort, otherHostPort) = (port.Integer("hostPort") ?? 0, other.Integer("hostPort") ?? 0);
        var (address, otherAddress) = (port.Text("hostIP") ?? "", other.Text("hostIP") ?? "");
        return hostPort == otherHostPort && address == otherAddress ? "duplicate"
            : hostPort == 0 || otherHostPort == 0 ? "overlapping"
            : hostPort == otherHostPort && (address.Length == 0) != (otherAddress.Length == 0) ? "dangerously ambiguous"
            : null;
    }
}
