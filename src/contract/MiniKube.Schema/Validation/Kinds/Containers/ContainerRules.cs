using System.Text.Json.Nodes;
using MiniKube.Api.Validation;
using MiniKube.Schema.Trees;
using MiniKube.Schema.Validation.Kinds.Pods;

namespace MiniKube.Schema.Validation.Kinds.Containers;

/// <summary>Containers of all three sorts.</summary>
internal static class ContainerRules
{
    private static readonly string[] Lists = ["containers", "initContainers", "ephemeralContainers"];

    public static void CheckAll(JsonObject spec, FieldLocation where, Dictionary<string, JsonObject>? volumes, Complaints complaints)
    {
        if (spec.List("containers") is null or { Count: 0 })
        {
            complaints.Required(where.Child("containers"));
        }

        foreach (var list in Lists)
        {
            HashSet<string>? hostPorts = null;
            var containers = spec.List(list);
            for (var i = 0; i < containers?.Count; i++)
            {
                if (containers[i] is not JsonObject container)
                {
                    continue;
                }

                var at = where.Child(list).Index(i);
                Name(container, spec, list, at, complaints);
                Check(container, spec, volumes, at, complaints);
                if (list == "initContainers")
                {
                    // They run one after the other, and each has the ports of the host for itself.
                    hostPorts = null;
                }

                ContainerPortRules.Check(container, spec.Flag("hostNetwork") == true && list == "containers", at, ref hostPorts, complaints);
                Lifetime(container, spec, list, at, complaints);
            }
        }
    }

    /// <summary>A template may have such an image, since some are filled in later; a pod may not.</summary>
    public static void CheckImages(JsonObject spec, FieldLocation where, Complaints complaints)
    {
        foreach (var list in Lists)
        {
            var containers = spec.List(list);
            for (var i = 0; i < containers?.Count; i++)
            {
                if ((containers[i] as JsonObject).Text("image") is { Length: > 0 } image && (char.IsWhiteSpace(image[0]) || char.IsWhiteSpace(image[^1])))
                {
                    complaints.Invalid(where.Child(list).Index(i).Child("image"), image, "must not have leading or trailing whitespace");
                }
            }
        }
    }

    /// <summary>Goes through all containers of a pod.</summary>
    public static void ForEach(JsonObject spec, FieldLocation where, Action<JsonObject, FieldLocation> check)
    {
        foreach (var list in Lists)
        {
            var containers = spec.List(list);
            for (var i = 0; i < containers?.Count; i++)
            {
                if (containers[i] is JsonObject container)
                {
                    check(container, where.Child(list).Index(i));
                }
            }
        }
    }

    public static bool Any(JsonObject spec, Func<JsonObject, bool> isSuch)
    {
        foreach (var list in Lists)
        {
            var containers = spec.List(list);
            for (var i = 0; i < containers?.Count; i++)
            {
                if (containers[i] is JsonObject container && isSuch(container))
                {
                    return true;
                }
            }
        }

        return false;
    }

    /// <summary>One name space for all of them, since logs and exec go by the name. Repetitions inside one list are reported with the shape.</summary>
    private static void Name(JsonObject container, JsonObject spec, string list, FieldLocation where, Complaints complaints)
    {
        // Without a name the shape has been complained about.
        if (container.Text("name") is not { Length: > 0 } name)
        {
            return;
        }

        if (NameRules.DnsLabel(name) is { IsEmpty: false } whys)
        {
            complaints.Invalid(where.Child("name"), name, whys);
        }

        foreach (var earlier in Lists)
        {
            if (earlier == list)
            {
                return;
            }

            if (!Has(spec.List(list), name, container) && Has(spec.List(earlier), name, until: null))
            {
                complaints.Duplicate(where.Child("name"), name);
                return;
            }
        }
    }

    private static bool Has(JsonArray? containers, string name, JsonObject? until)
    {
        for (var i = 0; i < containers?.Count && !ReferenceEquals(containers[i], until); i++)
        {
            if ((containers[i] as JsonObject).Text("name") == name)
            {
                return true;
            }
        }

        return false;
    }

    private static void Check(JsonObject container, JsonObject spec, Dictionary<string, JsonObject>? volumes, FieldLocation where, Complaints complaints)
    {
        if (string.IsNullOrEmpty(container.Text("image")))
        {
            complaints.Required(where.Child("image"));
        }

        EnvironmentRules.Check(container, where, complaints);
        MountRules.Check(container, volumes, where, complaints);
        if (container.Object("resources") is { Count: > 0 } resources)
        {
            ResourceRules.Check(resources, spec.List("resourceClaims"), where.Child("resources"), complaints);
        }

        if (container.List("resizePolicy") is { Count: > 0 } policies)
        {
            Resize(policies, spec.Text("restartPolicy") == "Never", where.Child("resizePolicy"), complaints);
        }

        SecurityRules.CheckContainer(container.Object("securityContext"), spec.Flag("hostUsers") != false, where, complaints);
    }

    /// <summary>Probes and hooks belong to what runs beside others; what a debugging container has not is checked where it is given to a pod.</summary>
    private static void Lifetime(JsonObject container, JsonObject spec, string list, FieldLocation where, Complaints complaints)
    {
        var restart = container.Text("restartPolicy");
        if (list == "initContainers" && restart is not (null or "Always"))
        {
            complaints.NotSupported(where.Child("restartPolicy"), restart, ["Always"]);
        }

        if (list == "containers" || (list == "initContainers" && restart == "Always"))
        {
            ProbeRules.Check(container, spec.Integer("terminationGracePeriodSeconds"), where, complaints);
        }
        else if (list == "initContainers")
        {
            ProbeRules.Forbid(container, where, complaints);
        }
    }

    private static void Resize(JsonArray policies, bool isNeverRestarted, FieldLocation where, Complaints complaints)
    {
        for (var i = 0; i < policies.Count; i++)
        {
            var (name, policy) = ((policies[i] as JsonObject).Text("resourceName") ?? "", (policies[i] as JsonObject).Text("restartPolicy") ?? "");
            for (var j = 0; j < i; j++)
            {
                if (((policies[j] as JsonObject).Text("resourceName") ?? "") == name)
                {
                    complaints.Duplicate(where.Index(i), name);
                    break;
                }
            }

            Word(name, ["cpu", "memory"], where, complaints);
            Word(policy, ["NotRequired", "RestartContainer"], where, complaints);
            if (isNeverRestarted && policy != "NotRequired")
            {
                complaints.Invalid(where, policy, "must be 'NotRequired' when `restartPolicy` is 'Never'");
            }
        }
    }

    private static void Word(string word, ReadOnlySpan<string> words, FieldLocation where, Complaints complaints)
    {
        if (word.Length == 0)
        {
            complaints.Required(where);
        }
        else if (!words.Contains(word))
        {
            complaints.NotSupported(where, word, words.ToArray());
        }
    }
}
