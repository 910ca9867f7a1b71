using System.Collections.Immutable;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using MiniKube.Api.Validation;
using MiniKube.Schema.Trees;

namespace MiniKube.Schema.Validation.Kinds.Pods;

/// <summary>As whom containers run and what they may do.</summary>
internal static partial class SecurityRules
{
    private const int SysctlLengthMax = 253;
    private const int ProfileLengthMax = 4095;
    private const string SysctlPattern = "^([a-z0-9]([-_a-z0-9]*[a-z0-9])?[\\./])*[a-z0-9]([-_a-z0-9]*[a-z0-9])?$";

    private static readonly string[] ProfileTypes = ["Localhost", "RuntimeDefault", "Unconfined"];
    private static readonly string[] Owners = ["runAsUser", "runAsGroup"];
    private static readonly string[] OwnersOfPod = ["fsGroup", "runAsUser", "runAsGroup"];

    [GeneratedRegex(SysctlPattern, RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex SysctlName { get; }

    public static void CheckPod(JsonObject spec, FieldLocation where, Complaints complaints)
    {
        if (spec.Flag("hostUsers") == false)
        {
            HostUsers(spec, where, complaints);
        }

        if (spec.Object("securityContext") is not { Count: > 0 } context)
        {
            if (spec.Flag("shareProcessNamespace") == true)
            {
                Shared(spec, where, complaints);
            }

            return;
        }

        var at = where.Child("securityContext");
        Numbers(context, OwnersOfPod, at, complaints);
        var groups = context.List("supplementalGroups");
        for (var i = 0; i < groups?.Count; i++)
        {
            if (NameRules.OwnerNumber(groups[i].AsInteger ?? 0) is { IsEmpty: false } whys)
            {
                complaints.Invalid(at.Child("supplementalGroups").Index(i), groups[i], whys);
            }
        }

        Shared(spec, where, complaints);
        if (context.List("sysctls") is { } sysctls)
        {
            Sysctls(sysctls, spec, at.Child("sysctls"), complaints);
        }

        if (context.Text("seLinuxChangePolicy") is { } policy and not ("Recursive" or "MountOption"))
        {
            complaints.NotSupported(at.Child("seLinuxChangePolicy"), policy, ["MountOption", "Recursive"]);
        }

        Profiles(context, at, complaints);
    }

    public static void CheckContainer(JsonObject? context, bool hasHostUsers, FieldLocation container, Complaints complaints)
    {
        if (context is null or { Count: 0 })
        {
            return;
        }

        var where = container.Child("securityContext");
        Numbers(context, Owners, where, complaints);
        if (hasHostUsers && context.Text("procMount") == "Unmasked")
        {
            complaints.Invalid(where.Child("procMount"), "Unmasked", "`hostUsers` must be false to use `Unmasked`");
        }

        if (context.Flag("allowPrivilegeEscalation") == false)
        {
            if (context.Flag("privileged") == true)
            {
                complaints.Invalid(where, context, "cannot set `allowPrivilegeEscalation` to false and `privileged` to true");
            }

            if (context.Object("capabilities").Items("add").Any(capability => capability.AsText == "CAP_SYS_ADMIN"))
            {
                complaints.Invalid(where, context, "cannot set `allowPrivilegeEscalation` to false and `capabilities.Add` CAP_SYS_ADMIN");
            }
        }

        Profiles(context, where, complaints);
    }

    private static void Numbers(JsonObject context, string[] fields, FieldLocation where, Complaints complaints)
    {
        foreach (var field in fields)
        {
            if (context.Integer(field) is { } number && NameRules.OwnerNumber(number) is { IsEmpty: false } whys)
            {
                complaints.Invalid(where.Child(field), number, whys);
            }
        }
    }

    private static void Shared(JsonObject spec, FieldLocation where, Complaints complaints)
    {
        if (spec.Flag("shareProcessNamespace") == true && spec.Flag("hostPID") == true)
        {
            complaints.Invalid(
                where.Child("securityContext", "shareProcessNamespace"), true, "ShareProcessNamespace and HostPID cannot both be enabled");
        }
    }

    private static void HostUsers(JsonObject spec, FieldLocation where, Complaints complaints)
    {
        foreach (var (field, told) in (ReadOnlySpan<(string, string)>)[("hostNetwork", "hostNetwork"), ("hostPID", "HostPID"), ("hostIPC", "HostIPC")])
        {
            if (spec.Flag(field) == true)
            {
                complaints.Forbidden(where.Child(told), "when `pod.Spec.HostUsers` is false");
            }
        }
    }

    private static void Sysctls(JsonArray sysctls, JsonObject spec, FieldLocation where, Complaints complaints)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < sysctls.Count; i++)
        {
            if ((sysctls[i] as JsonObject).Text("name") is not { Length: > 0 } name)
            {
                continue;
            }

            var at = where.Index(i).Child("name");
            if (name.Length > SysctlLengthMax || !SysctlName.IsMatch(name))
            {
                complaints.Invalid(at, name, $"must have at most {SysctlLengthMax} characters and match regex {SysctlPattern}");
            }
            else if (!seen.Add(name))
            {
                complaints.Duplicate(at, name);
            }

            // Of the node's own namespaces a pod sets nothing.
            var dotted = name.Replace('/', '.');
            if (spec.Flag("hostNetwork") == true && dotted.StartsWith("net.", StringComparison.Ordinal))
            {
                complaints.Invalid(at, name, "may not be specified when 'hostNetwork' is true");
            }
            else if (spec.Flag("hostIPC") == true && IsOfProcesses(dotted))
            {
                complaints.Invalid(at, name, "may not be specified when 'hostIPC' is true");
            }
        }
    }

    private static bool IsOfProcesses(string sysctl) =>
        sysctl == "kernel.sem"
        || sysctl.StartsWith("kernel.shm", StringComparison.Ordinal)
        || sysctl.StartsWith("kernel.msg", StringComparison.Ordinal)
        || sysctl.StartsWith("fs.mqueue.", StringComparison.Ordinal);

    private static void Profiles(JsonObject context, FieldLocation where, Complaints complaints)
    {
        if (context.Object("seccompProfile") is { } seccomp)
        {
            Seccomp(seccomp, where.Child("seccompProfile"), complaints);
        }

        if (context.Object("windowsOptions") is { Count: > 0 } windows)
        {
            WindowsRules.CheckOptions(windows, where.Child("windowsOptions"), complaints);
        }

        if (context.Object("appArmorProfile") is { } appArmor)
        {
            AppArmor(appArmor, where.Child("appArmorProfile"), complaints);
        }
    }

    private static void Seccomp(JsonObject profile, FieldLocation where, Complaints complaints)
    {
        var (type, file) = (profile.Text("type") ?? "", profile.Text("localhostProfile"));
        Type(type, "type is required when seccompProfile is set", where, complaints);
        if (type == "Localhost")
        {
            if (file is null)
            {
                complaints.Required(where.Child("localhostProfile"), "must be set when seccomp type is Localhost");
            }
            else
            {
                PathRules.Descending(file, where, "localhostProfile", complaints);
            }
        }
        else if (file is not null)
        {
            complaints.Invalid(where.Child("localhostProfile"), profile, "can only be set when seccomp type is Localhost");
        }
    }

    private static void AppArmor(JsonObject profile, FieldLocation where, Complaints complaints)
    {
        var (type, file) = (profile.Text("type") ?? "", profile.Text("localhostProfile"));
        Type(type, "type is required when appArmorProfile is set", where, complaints);
        if (type == "Localhost")
        {
            var at = where.Child("localhostProfile");
            if (file is null || file.Length == 0)
            {
                complaints.Required(at, "must be set when AppArmor type is Localhost");
            }
            else if (file.Trim().Length != file.Length)
            {
                complaints.Invalid(at, file, "must not be padded with whitespace");
            }

            if (file?.Length > ProfileLengthMax)
            {
                complaints.TooLong(at, ProfileLengthMax);
            }
        }
        else if (type is "RuntimeDefault" or "Unconfined" && file is not null)
        {
            complaints.Invalid(where.Child("localhostProfile"), file, "can only be set when AppArmor type is Localhost");
        }
    }

    private static void Type(string type, string missing, FieldLocation where, Complaints complaints)
    {
        if (type.Length == 0)
        {
            complaints.Required(where.Child("type"), missing);
        }
        else if (!ProfileTypes.Contains(type))
        {
            complaints.NotSupported(where.Child("type"), type, ProfileTypes);
        }
    }
}
