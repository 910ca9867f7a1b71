using MiniKube.Api.Errors;
using MiniKube.Api.Validation;
using MiniKube.ApiServer.Admission.Expressions;
using MiniKube.ApiServer.Registry;

namespace MiniKube.ApiServer.Admission.Policies;

/// <summary>
/// Holds the programs of policies against the expression language, before any write is held against them. What else policies may say,
/// the schema's rules have looked at.
/// </summary>
internal static class PolicyRules
{
    private static readonly string[] Reasons = ["Forbidden", "Invalid", "RequestEntityTooLarge", "Unauthorized"];

    public static void CheckValidating(ValidatingPolicy compiled, ICollection<StatusCause> causes)
    {
        CheckShared(compiled, causes);
        for (var i = 0; i < compiled.Validations.Length; i++)
        {
            var validation = compiled.Validations[i];
            CheckProgram(validation.Program, $"spec.validations[{i}].expression", causes);
            CheckProgram(validation.MessageProgram, $"spec.validations[{i}].messageExpression", causes);
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

            if (compiled.Annotations.Take(i).Any(earlier => earlier.Key == key))
            {
                causes.Add(FieldErrors.Duplicate($"spec.auditAnnotations[{i}].key", key));
            }

            CheckProgram(value, $"spec.auditAnnotations[{i}].valueExpression", causes);
        }
    }

    public static void CheckMutating(MutatingPolicy compiled, ICollection<StatusCause> causes)
    {
        CheckShared(compiled, causes);
        for (var i = 0; i < compiled.Mutations.Length; i++)
        {
            var mutation = compiled.Mutations[i];
            CheckProgram(mutation.Program, $"spec.mutations[{i}].{mutation.Field}.expression", causes);
        }
    }

    private static void CheckShared(AdmissionPolicy compiled, ICollection<StatusCause> causes)
    {
        for (var i = 0; i < compiled.Variables.Programs.Length; i++)
        {
            CheckProgram(compiled.Variables.Programs[i].Program, $"spec.variables[{i}].expression", causes);
        }

        foreach (var (index, expression, error) in compiled.Conditions.Faults)
        {
            causes.Add(FieldErrors.Invalid($"spec.matchConditions[{index}].expression", expression, error));
        }
    }

    private static void CheckProgram(TypedProgram? program, string where, ICollection<StatusCause> causes)
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
            causes.Add(FieldErrors.Invalid(where, program.Expression, program.Error));
        }
    }
}
