using System.Buffers;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using MiniKube.Api.Validation;
using MiniKube.Schema.Trees;
using MiniKube.Schema.Validation.Kinds.Containers;

namespace MiniKube.Schema.Validation.Kinds.Pods;

/// <summary>What pods of one operating system have that those of the other have not.</summary>
internal static partial class WindowsRules
{
    private const int CredentialKibMax = 64;
    private const int DomainLengthMax = 256;
    private const int UserLengthMax = 104;

    private static readonly string[] NotOfPods = ["hostUsers", "hostPID", "hostIPC", "shareProcessNamespace"];

    private static readonly string[] NotOfPodContexts =
    [
        "appArmorProfile", "seLinuxOptions", "seccompProfile", "fsGroup", "fsGroupChangePolicy", "sysctls", "runAsUser", "runAsGroup",
        "supplementalGroups", "supplementalGroupsPolicy", "seLinuxChangePolicy",
    ];

    private static readonly string[] NotOfContexts =
    [
        "appArmorProfile", "seLinuxOptions", "seccompProfile", "capabilities", "readOnlyRootFilesystem", "privileged", "allowPrivilegeEscalation",
        "procMount", "runAsUser", "runAsGroup",
    ];

    private static readonly SearchValues<char> NotOfUsers = SearchValues.Create("\"/\\:;|=,+*?<>@[]");

    [GeneratedRegex("^[^\\\\/:*?\"<>|.][^\\\\/:*?\"<>|]{0,14}$", RegexOptions.CultureInvariant)]
    private static partial Regex NetBiosName { get; }

    [GeneratedRegex("^[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?(?:\\.[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?)*$", RegexOptions.CultureInvariant)]
    private static partial Regex DomainName { get; }

    public static void CheckPod(JsonObject spec, FieldLocation where, Complaints complaints)
    {
        HostProcess(spec, where, complaints);
        if (spec.Object("os") is not { } os)
        {
            return;
        }

        switch (os.Text("name"))
        {
            case null or "":
                complaints.Required(where.Child("os", "name"), "cannot be empty");
                break;
            case "linux":
                Linux(spec, where, complaints);
                break;
            case "windows":
                Windows(spec, where, complaints);
                break;
            case var other:
                complaints.NotSupported(where.Child("os"), other, ["linux", "windows"]);
                break;
        }
    }

    public static void CheckOptions(JsonObject options, FieldLocation where, Complaints complaints)
    {
        if (options.Text("gmsaCredentialSpecName") is { } name)
        {
            complaints.Invalid(where.Child("gmsaCredentialSpecName"), name, NameRules.DnsSubdomain(name));
        }

        if (options.Text("gmsaCredentialSpec") is { } credential)
        {
            if (credential.Length == 0)
            {
                complaints.Invalid(where.Child("gmsaCredentialSpec"), credential, "gmsaCredentialSpec cannot be an empty string");
            }
            else if (credential.Length > CredentialKibMax * 1024)
            {
                complaints.Invalid(where.Child("gmsaCredentialSpec"), credential, $"gmsaCredentialSpec size must be under {CredentialKibMax} KiB");
            }
        }

        if (options.Text("runAsUserName") is { } user)
        {
            foreach (var why in UserName(user))
            {
                complaints.Invalid(where.Child("runAsUserName"), user, why);
            }
        }
    }

    private static IEnumerable<string> UserName(string text)
    {
        var parts = text.Split('\\');
        if (text.Length == 0 || text.Any(char.IsControl) || parts.Length > 2)
        {
            yield return text.Length == 0 ? "runAsUserName cannot be an empty string"
                : text.Any(char.IsControl) ? "runAsUserName cannot contain control characters"
                : "runAsUserName cannot contain more than one backslash";
            yield break;
        }

        var user = parts[^1];
        if (parts.Length == 2 && parts[0].Length >= DomainLengthMax)
        {
            yield return $"runAsUserName's Domain length must be under {DomainLengthMax} characters";
        }

        if (parts.Length == 2 && !NetBiosName.IsMatch(parts[0]) && !DomainName.IsMatch(parts[0]))
        {
            yield return "runAsUserName's Domain doesn't match the NetBios nor the DNS format";
        }

        if (user.Length == 0)
        {
            yield return "runAsUserName's User cannot be empty";
        }
        else if (user.Length > UserLengthMax)
        {
            yield return $"runAsUserName's User length must not be longer than {UserLengthMax} characters";
        }

        if (user.Length > 0 && !user.AsSpan().ContainsAnyExcept('.', ' '))
        {
            yield return "runAsUserName's User cannot contain only periods or spaces";
        }

        if (user.AsSpan().ContainsAny(NotOfUsers))
        {
            yield return "runAsUserName's User cannot contain the following characters: \"/\\:;|=,+*?<>@[]";
        }
    }

    private static void Linux(JsonObject spec, FieldLocation where, Complaints complaints)
    {
        const string Why = "windows options cannot be set for a linux pod";
        if (spec.Object("securityContext").Has("windowsOptions"))
        {
            complaints.Forbidden(where.Child("securityContext", "windowsOptions"), Why);
        }

        ForEach(spec, where, (context, at) =>
        {
            if (context.Has("windowsOptions"))
            {
                complaints.Forbidden(at.Child("securityContext", "windowsOptions"), Why);
            }
        });
    }

    private static void Windows(JsonObject spec, FieldLocation where, Complaints complaints)
    {
        const string Why = "cannot be set for a windows pod";
        foreach (var field in NotOfPods)
        {
            if (spec.Member(field).AsFlag is { } flag && (flag || field is "hostUsers" or "shareProcessNamespace"))
            {
                complaints.Forbidden(where.Child(field), Why);
            }
        }

        foreach (var field in NotOfPodContexts)
        {
            if (spec.Object("securityContext").Has(field))
            {
                complaints.Forbidden(where.Child("securityContext", field), Why);
            }
        }

        ForEach(spec, where, (context, at) =>
        {
            foreach (var field in NotOfContexts)
            {
                if (context.Has(field))
                {
                    complaints.Forbidden(at.Child("securityContext", field), Why);
                }
            }
        });
    }

    /// <summary>Processes of the node: all containers or none, and on the node's network.</summary>
    private static void HostProcess(JsonObject spec, FieldLocation where, Complaints complaints)
    {
        if (!ContainerRules.Any(spec, static container => container.At("securityContext", "windowsOptions").Has("hostProcess"))
            && !spec.At("securityContext", "windowsOptions").Has("hostProcess"))
        {
            return;
        }

        var (all, ofHost) = (0, 0);
        var ofPod = spec.At("securityContext", "windowsOptions").Flag("hostProcess");
        ContainerRules.ForEach(spec, where, (container, at) =>
        {
            all++;
            var own = container.At("securityContext", "windowsOptions").Flag("hostProcess");
            ofHost += (own ?? ofPod) == true ? 1 : 0;
            if (own is not null && ofPod is not null && own != ofPod)
            {
                complaints.Invalid(
                    at.Child("securityContext", "windowsOptions").Child("hostProcess"),
                    own,
                    $"pod hostProcess value must be identical if both are specified, was {(ofPod == true ? "true" : "false")}");
            }
        });
        if (ofHost > 0 && ofHost != all)
        {
            complaints.Invalid(where, "", "If pod contains any hostProcess containers then all containers must be HostProcess containers");
        }

        if (ofHost > 0 && spec.Flag("hostNetwork") != true)
        {
            complaints.Invalid(where.Child("hostNetwork"), false, "hostNetwork must be true if pod contains any hostProcess containers");
        }
    }

    private static void ForEach(JsonObject spec, FieldLocation where, Action<JsonObject, FieldLocation> check) =>
        ContainerRules.ForEach(spec, where, (container, at) =>
        {
            if (container.Object("securityContext") is { } context)
            {
                check(context, at);
            }
        });
}
