using System.Text.Json.Nodes;
using MiniKube.Api.Names;
using MiniKube.Api.Validation;
using MiniKube.Schema.Trees;

namespace MiniKube.Schema.Validation.Kinds.Admission;

/// <summary>Validating and mutating admission policies and their bindings; what their programs say is not looked at here.</summary>
internal static class AdmissionPolicyRules
{
    private const int AnnotationsMax = 20;

    private static readonly FieldLocation Spec = FieldLocation.Root("spec");

    public static void Check(JsonObject value, string kind, Complaints complaints)
    {
        var spec = value.Object("spec") ?? [];
        var isMutating = kind.StartsWith("Mutating", StringComparison.Ordinal);
        if (kind.EndsWith("Binding", StringComparison.Ordinal))
        {
            CheckBinding(spec, isMutating, complaints);
            return;
        }

        if (spec.Object("paramKind") is { } paramKind)
        {
            CheckParamKind(paramKind, Spec.Child("paramKind"), complaints);
        }

        CheckConstraints(spec.Object("matchConstraints"), isMutating, complaints);
        PolicyMatchRules.CheckConditions(spec, Spec.Child("matchConditions"), complaints);
        CheckVariables(spec, complaints);
        if (isMutating)
        {
            MutationRules.Check(spec, complaints);
        }
        else
        {
            CheckValidations(spec, complaints);
        }
    }

    private static void CheckBinding(JsonObject spec, bool isMutating, Complaints complaints)
    {
        var policy = spec.Text("policyName") ?? "";
        if (policy.Length == 0)
        {
            complaints.Required(Spec.Child("policyName"));
        }
        else
        {
            complaints.Invalid(Spec.Child("policyName"), policy, NameRules.DnsSubdomain(policy));
        }

        if (spec.Object("paramRef") is { } reference)
        {
            CheckParamRef(reference, Spec.Child("paramRef"), complaints);
        }

        if (spec.Object("matchResources") is { } match)
        {
            PolicyMatchRules.Check(match, Spec.Child("matchResources"), isMutating, complaints);
        }

        if (!isMutating)
        {
            CheckActions([.. spec.Items("validationActions").Select(action => action.AsText ?? "")], spec, Spec.Child("validationActions"), complaints);
        }
    }

    private static void CheckActions(List<string> actions, JsonObject spec, FieldLocation where, Complaints complaints)
    {
        for (var i = 0; i < actions.Count; i++)
        {
            if (actions.IndexOf(actions[i]) < i)
            {
                complaints.Duplicate(where.Index(i), actions[i]);
            }
        }

        if (actions.Count == 0)
        {
            complaints.Required(where, "at least one validation action is required");
        }
        else if (actions.Contains("Deny") && actions.Contains("Warn"))
        {
            complaints.Invalid(
                where,
                spec.Member("validationActions"),
                "must not contain both Deny and Warn (repeating the same validation failure information in the API response and headers serves no purpose)");
        }
    }

    private static void CheckParamRef(JsonObject reference, FieldLocation where, Complaints complaints)
    {
        const string Exclusive = "name and selector are mutually exclusive";
        var name = reference.Text("name") ?? "";
        var selector = reference.Object("selector");
        if (name.Length > 0)
        {
            complaints.Invalid(where.Child("name"), name, NameRules.PathSegmentName(name));
        }

        if (name.Length > 0 && selector is not null)
        {
            complaints.Forbidden(where.Child("name"), Exclusive);
            complaints.Forbidden(where.Child("selector"), Exclusive);
        }
        else if (name.Length == 0 && selector is null)
        {
            complaints.Required(where, "one of name or selector must be specified");
        }

        _ = SelectorRules.Check(selector, where.Child("selector"), complaints);
        switch (reference.Text("parameterNotFoundAction"))
        {
            case "Allow" or "Deny":
                break;
            case null or "":
                complaints.Required(where.Child("parameterNotFoundAction"));
                break;
            case var other:
                complaints.NotSupported(where.Child("parameterNotFoundAction"), other, ["Allow", "Deny"]);
                break;
        }
    }

    private static void CheckConstraints(JsonObject? match, bool isMutating, Complaints complaints)
    {
        var where = Spec.Child("matchConstraints");
        if (match is null)
        {
            complaints.Required(where);
            return;
        }

        PolicyMatchRules.Check(match, where, isMutating, complaints);
        if (!match.Items("resourceRules").Any())
        {
            complaints.Required(where.Child("resourceRules"));
        }
    }

    private static void CheckParamKind(JsonObject paramKind, FieldLocation where, Complaints complaints)
    {
        var (version, kind) = (paramKind.Text("apiVersion") ?? "", paramKind.Text("kind") ?? "");
        if (version.Length == 0)
        {
            complaints.Required(where.Child("apiVersion"));
        }
        else if (version.Count(letter => letter == '/') > 1)
        {
            complaints.Invalid(where.Child("apiVersion"), version, $"unexpected GroupVersion string: {version}");
        }
        else
        {
            var parsed = GroupVersion.Parse(version);
            complaints.Invalid(where.Child("apiVersion"), parsed.Group, parsed.Group.Length == 0 ? [] : NameRules.DnsSubdomain(parsed.Group));
            complaints.Invalid(where.Child("apiVersion"), parsed.Version, NameRules.Dns1035Label(parsed.Version));
        }

        if (kind.Length == 0)
        {
            complaints.Required(where.Child("kind"));
        }
        else
        {
            complaints.Invalid(
                where.Child("kind"),
                kind,
                [.. NameRules.Dns1035Label(kind.ToLowerInvariant()).Select(why => $"may have mixed case, but should otherwise match: {why}")]);
        }
    }

    private static void CheckVariables(JsonObject spec, Complaints complaints)
    {
        var index = 0;
        foreach (var variable in spec.Objects("variables"))
        {
            var where = Spec.Child("variables").Index(index++).Child("name");
            if (variable.Text("name") is { Length: > 0 } name && !PolicyMatchRules.IsIdentifier(name))
            {
                complaints.Invalid(where, name, "name is not a valid CEL identifier");
            }
        }
    }

    private static void CheckValidations(JsonObject spec, Complaints complaints)
    {
        var annotations = spec.Items("auditAnnotations").Count();
        if (!spec.Items("validations").Any() && annotations == 0)
        {
            complaints.Required(Spec.Child("validations"), "validations or auditAnnotations must contain at least one item");
            complaints.Required(Spec.Child("auditAnnotations"), "validations or auditAnnotations must contain at least one item");
        }

        if (annotations > AnnotationsMax)
        {
            complaints.Invalid(Spec.Child("auditAnnotations"), spec.Member("auditAnnotations"), $"must not have more than {AnnotationsMax} auditAnnotations");
        }

        var index = 0;
        foreach (var validation in spec.Objects("validations"))
        {
            var where = Spec.Child("validations").Index(index++);
            var message = validation.Text("message") ?? "";
            if (message.Length > 0 && message.Trim() is var said && (said.Length == 0 || said.AsSpan().ContainsAny('\n', '\r')))
            {
                complaints.Invalid(
                    where.Child("message"), message, said.Length == 0 ? "message must be non-empty if specified" : "message must not contain line breaks");
            }

            if (validation.Text("messageExpression") is { Length: > 0 } program && program.Trim().Length == 0)
            {
                complaints.Invalid(where.Child("messageExpression"), program, "must be non-empty if specified");
            }
        }
    }
}
