using System.Text.Json.Nodes;
using MiniKube.Api.Errors;
using MiniKube.Api.Validation;
using MiniKube.ApiServer.Registry;
using MiniKube.Cel.Types;

namespace MiniKube.ApiServer.Admission.Policies;

/// <summary>Holds policies and bindings against what they may say, before any write is held against them.</summary>
internal static class PolicyRules
{
    private static readonly string[] Reasons = ["Forbidden", "Invalid", "RequestEntityTooLarge", "Unauthorized"];

    public static void CheckPolicy(JsonObject policy, ICollection<StatusCause> causes)
    {
        var spec = policy.Child("spec");
        if (!spec.Objects("validations").Any() && !spec.Objects("auditAnnotations").Any())
        {
            causes.Add(FieldErrors.Required("spec.validations", "validations or auditAnnotations must contain at least one item"));
        }

        if (spec.Child("matchConstraints") is not { } match)
        {
            causes.Add(FieldErrors.Required("spec.matchConstraints"));
        }
        else if (!match.Objects("resourceRules").Any())
        {
            causes.Add(FieldErrors.Required("spec.matchConstraints.resourceRules"));
        }

        if (spec.Child("paramKind") is { } kind && (kind.Text("apiVersion").Length == 0 || kind.Text("kind").Length == 0))
        {
            causes.Add(FieldErrors.Required($"spec.paramKind.{(kind.Text("apiVersion").Length == 0 ? "apiVersion" : "kind")}"));
        }

        if (causes.Count == 0)
        {
            CheckPrograms(policy, causes);
        }
    }

    public static void CheckBinding(JsonObject binding, ICollection<StatusCause> causes)
    {
        var spec = binding.Child("spec");
        if (spec.Text("policyName").Length == 0)
        {
            causes.Add(FieldErrors.Required("spec.policyName"));
        }

        var actions = spec.Texts("validationActions").ToList();
        if (actions.Count == 0)
        {
            causes.Add(FieldErrors.Required("spec.validationActions", "at least one validation action is required"));
        }
        else if (actions.Contains("Deny") && actions.Contains("Warn"))
        {
            causes.Add(FieldErrors.Invalid(
                "spec.validationActions",
                spec.List("validationActions"),
                "must not contain both Deny and Warn (repeating the same validation failure information in the API response and headers serves no purpose)"));
        }

        if (spec.Child("paramRef") is { } reference)
        {
            CheckParamRef(reference, causes);
        }
    }

    private static void CheckParamRef(JsonObject reference, ICollection<StatusCause> causes)
    {
        var (hasName, hasSelector) = (reference.Text("name").Length > 0, reference.Child("selector") is not null);
        if (hasName == hasSelector)
        {
            causes.Add(hasName
                ? FieldErrors.Forbidden("spec.paramRef.name", "name and selector are mutually exclusive")
                : FieldErrors.Required("spec.paramRef", "one of name or selector must be specified"));
        }

        if (reference.Text("parameterNotFoundAction") is not ("Allow" or "Deny"))
        {
            causes.Add(reference.Text("parameterNotFoundAction") is { Length: > 0 } action
                ? FieldErrors.NotSupported("spec.paramRef.parameterNotFoundAction", action, "Deny", "Allow")
                : FieldErrors.Required("spec.paramRef.parameterNotFoundAction"));
        }
    }

    private static void CheckPrograms(JsonObject policy, ICollection<StatusCause> causes)
    {
        var compiled = ValidatingPolicy.Compile(policy, CelType.Dyn);
        CheckVariables(compiled, causes);
        foreach (var (index, expression, error) in compiled.Conditions.Faults)
        {
            causes.Add(FieldErrors.Invalid($"spec.matchConditions[{index}].expression", JsonValue.Create(expression), $"compilation failed: {error}"));
        }

        for (var i = 0; i < compiled.Validations.Length; i++)
        {
            var validation = compiled.Validations[i];
            CheckProgram(validation.Program, CelType.Bool, $"spec.validations[{i}].expression", causes);
            CheckProgram(validation.MessageProgram, CelType.String, $"spec.validations[{i}].messageExpression", causes);
            if (!Reasons.Contains(validation.Reason))
            {
                causes.Add(FieldErrors.NotSupported($"spec.validations[{i}].reason", validation.Reason, Reasons));
            }
        }

        for (var i = 0; i < compiled.Annotations.Length; i++)
        {
            var (key, value) = compiled.Annotations[i];
            foreach (var complaint in NameRules.QualifiedName($"{compiled.Name}/{key}"))
            {
                causes.Add(FieldErrors.Invalid($"spec.auditAnnotations[{i}].key", key, complaint));
            }

            CheckProgram(value, CelType.Dyn, $"spec.auditAnnotations[{i}].valueExpression", causes);
        }
    }

    private static void CheckVariables(ValidatingPolicy compiled, ICollection<StatusCause> causes)
    {
        for (var i = 0; i < compiled.Variables.Programs.Length; i++)
        {
            var (name, program) = compiled.Variables.Programs[i];
            if (name.Length == 0 || !(char.IsAsciiLetter(name[0]) || name[0] == '_') || name.Any(letter => !char.IsAsciiLetterOrDigit(letter) && letter != '_'))
            {
                causes.Add(FieldErrors.Invalid($"spec.variables[{i}].name", name, "name is not a valid CEL identifier"));
            }

            CheckProgram(program, CelType.Dyn, $"spec.variables[{i}].expression", causes);
        }
    }

    private static void CheckProgram(PolicyProgram? program, CelType wanted, string where, ICollection<StatusCause> causes)
    {
        if (program is null)
        {
            return;
        }

        if (program.Expression.Trim().Length == 0)
        {
            causes.Add(FieldErrors.Required(where, "expression is not specified"));
        }
        else if (program.Error.Length > 0)
        {
            causes.Add(FieldErrors.Invalid(where, JsonValue.Create(program.Expression), program.Error));
        }
        else if (!wanted.IsDyn && program.Program!.ResultType is { IsDyn: false } type && !type.Equals(wanted))
        {
            causes.Add(FieldErrors.Invalid(where, JsonValue.Create(program.Expression), $"compilation failed: must evaluate to {wanted}"));
        }
    }
}
