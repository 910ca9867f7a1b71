using System.Text.Json.Nodes;
using MiniKube.Api.Validation;
using MiniKube.Schema.Trees;

namespace MiniKube.Schema.Validation.Kinds.Access;

/// <summary>Whom a rule of a FlowSchema is about: one of three members, the one that the kind names.</summary>
internal static class FlowSubjectRules
{
    private static readonly (string Kind, string Member)[] Kinds = [("User", "user"), ("Group", "group"), ("ServiceAccount", "serviceAccount")];

    public static void Check(JsonObject subject, FieldLocation where, Complaints complaints)
    {
        var kind = subject.Text("kind") ?? "";
        if (kind is not ("User" or "Group" or "ServiceAccount"))
        {
            complaints.NotSupported(where.Child("kind"), kind, ["Group", "ServiceAccount", "User"]);
            return;
        }

        foreach (var (name, member) in Kinds)
        {
            if (name != kind && subject.Has(member))
            {
                complaints.Forbidden(where.Child(member), $"{member} is forbidden when subject kind is not '{name}'");
            }
            else if (name == kind && !subject.Has(member))
            {
                complaints.Required(where.Child(member), $"{member} is required when subject kind is '{name}'");
            }
        }

        if (kind == "ServiceAccount" && subject.Object("serviceAccount") is { } account)
        {
            Account(account, where.Child("serviceAccount"), complaints);
        }
    }

    private static void Account(JsonObject account, FieldLocation where, Complaints complaints)
    {
        if (account.Text("name") != "*")
        {
            FieldRules.Text(account, "name", where, complaints, NameRules.DnsSubdomain);
        }

        FieldRules.Text(account, "namespace", where, complaints, NameRules.DnsLabel);
    }
}
