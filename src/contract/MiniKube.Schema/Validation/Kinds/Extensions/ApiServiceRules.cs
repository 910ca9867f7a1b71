using System.Text.Json.Nodes;
using MiniKube.Api.Validation;
using MiniKube.Schema.Trees;

namespace MiniKube.Schema.Validation.Kinds.Extensions;

internal static class ApiServiceRules
{
    private const long GroupPriorityMax = 20_000;
    private const long VersionPriorityMax = 1_000;

    private static readonly FieldLocation Spec = FieldLocation.Root("spec");

    public static void Check(JsonObject value, Complaints complaints)
    {
        var spec = value.Object("spec") ?? [];
        var (group, version) = (spec.Text("group") ?? "", spec.Text("version") ?? "");
        var name = value.Object("metadata").Text("name") ?? "";
        if (name != $"{version}.{group}")
        {
            complaints.Invalid(FieldLocation.Root("metadata").Child("name"), name, $"must be `spec.version+\".\"+spec.group`: \"{version}.{group}\"");
        }

        complaints.Invalid(Spec.Child("group"), group, group.Length == 0 ? [] : NameRules.DnsSubdomain(group));
        if (group.Length == 0 && version != "v1")
        {
            complaints.Required(Spec.Child("group"), "only v1 may have an empty group and it better be legacy kube");
        }

        complaints.Invalid(Spec.Child("version"), version, NameRules.Dns1035Label(version));
        CheckPriority(spec, "groupPriorityMinimum", GroupPriorityMax, complaints);
        CheckPriority(spec, "versionPriority", VersionPriorityMax, complaints);
        CheckService(spec, complaints);
    }

    private static void CheckPriority(JsonObject spec, string field, long max, Complaints complaints)
    {
        var priority = spec.Integer(field) ?? 0;
        if (priority <= 0 || priority > max)
        {
            complaints.Invalid(Spec.Child(field), priority, $"must be positive and less than {max}");
        }
    }

    private static void CheckService(JsonObject spec, Complaints complaints)
    {
        var skips = spec.Flag("insecureSkipTLSVerify") == true;
        var hasAuthority = !string.IsNullOrEmpty(spec.Text("caBundle"));
        if (spec.Object("service") is not { } service)
        {
            if (hasAuthority)
            {
                complaints.Invalid(Spec.Child("caBundle"), "<byte array>", "local APIServices may not have a caBundle");
            }

            if (skips)
            {
                complaints.Invalid(Spec.Child("insecureSkipTLSVerify"), true, "local APIServices may not have insecureSkipTLSVerify");
            }

            return;
        }

        foreach (var field in (ReadOnlySpan<string>)["namespace", "name"])
        {
            if (string.IsNullOrEmpty(service.Text(field)))
            {
                complaints.Required(Spec.Child("service", field));
            }
        }

        if (service.Integer("port") is < 1 or > 65535)
        {
            complaints.Invalid(Spec.Child("service", "port"), service.Member("port"), $"port is not valid: {NameRules.PortRange}");
        }

        if (skips && hasAuthority)
        {
            complaints.Invalid(Spec.Child("insecureSkipTLSVerify"), true, "may not be true if caBundle is present");
        }

        AuthorityRules.Check(spec, Spec.Child("caBundle"), complaints);
    }
}
