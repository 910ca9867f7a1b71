using System.Collections.Frozen;
using MiniKube.Api.Validation;

namespace MiniKube.Schema.Validation.Kinds;

/// <summary>Which resources there are, and what is said of the names of others.</summary>
internal static class ResourceNames
{
    public const string HugePages = "hugepages-";

    private const string Requests = "requests.";

    private static readonly FrozenSet<string> OfQuotas = new[]
    {
        "cpu", "memory", "ephemeral-storage", "requests.cpu", "requests.memory", "requests.storage", "requests.ephemeral-storage", "limits.cpu",
        "limits.memory", "limits.ephemeral-storage", "pods", "resourcequotas", "services", "replicationcontrollers", "secrets",
        "persistentvolumeclaims", "configmaps", "services.nodeports", "services.loadbalancers",
    }.ToFrozenSet(StringComparer.Ordinal);

    private static readonly FrozenSet<string> Counted = new[]
    {
        "pods", "resourcequotas", "services", "replicationcontrollers", "secrets", "configmaps", "persistentvolumeclaims", "services.nodeports",
        "services.loadbalancers",
    }.ToFrozenSet(StringComparer.Ordinal);

    /// <summary>Any resource: of the standard ones, or qualified. False when something was wrong.</summary>
    public static bool Check(string name, FieldLocation where, Complaints complaints)
    {
        if (NameRules.QualifiedName(name) is { IsEmpty: false } whys)
        {
            complaints.Invalid(where.Key(name), name, whys);
            return false;
        }

        if (!name.Contains('/') && !IsOfQuotas(name) && name != "storage")
        {
            complaints.Invalid(where.Key(name), name, "must be a standard resource type or fully qualified");
            return false;
        }

        return true;
    }

    /// <summary>What a container can ask for.</summary>
    public static void CheckContainer(string name, FieldLocation where, Complaints complaints)
    {
        if (name is "cpu" or "memory")
        {
            return;
        }

        _ = Check(name, where, complaints);
        if (!name.Contains('/'))
        {
            if (name != "ephemeral-storage" && !IsHugePages(name))
            {
                complaints.Invalid(where.Key(name), name, "must be a standard resource for containers");
            }
        }
        else if (!IsNative(name) && !IsExtended(name))
        {
            complaints.Invalid(where.Key(name), name, "doesn't follow extended resource name standard");
        }
    }

    /// <summary>What all containers of a pod together can ask for.</summary>
    public static void CheckPod(string name, FieldLocation where, Complaints complaints)
    {
        if (Check(name, where, complaints) && name is not ("cpu" or "memory") && !IsHugePages(name))
        {
            complaints.NotSupported(where.Key(name), name, ["cpu", "hugepages-", "memory"]);
        }
    }

    public static void CheckQuota(string name, FieldLocation where, Complaints complaints)
    {
        _ = Check(name, where, complaints);
        if (!name.Contains('/') && !IsOfQuotas(name))
        {
            complaints.Invalid(where.Key(name), name, "must be a standard resource for quota");
        }
    }

    public static bool IsOfQuotas(string name) =>
        OfQuotas.Contains(name) || IsHugePages(name) || name.StartsWith(Requests + HugePages, StringComparison.Ordinal);

    public static bool IsHugePages(string name) => name.StartsWith(HugePages, StringComparison.Ordinal);

    /// <summary>Names without a domain stand in the one of Kubernetes.</summary>
    public static bool IsNative(string name) => !name.Contains('/') || name.Contains("kubernetes.io/", StringComparison.Ordinal);

    /// <summary>What is not shared is asked for exactly.</summary>
    public static bool IsOvercommitted(string name) => IsNative(name) && !IsHugePages(name);

    public static bool IsWhole(string name) => Counted.Contains(name) || (!IsNative(name) && IsExtended(name));

    private static bool IsExtended(string name) =>
        !IsNative(name) && !name.StartsWith(Requests, StringComparison.Ordinal) && NameRules.IsQualifiedName($"{Requests}{name}");
}
