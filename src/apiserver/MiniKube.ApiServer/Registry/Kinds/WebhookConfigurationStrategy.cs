using System.Text.Json.Nodes;
using MiniKube.Api.Errors;
using MiniKube.ApiServer.Admission.Expressions;
using MiniKube.Cel.Types;

namespace MiniKube.ApiServer.Registry.Kinds;

/// <summary>Holds the conditions of webhooks against the expression language. What was stored before the rules changed stays as it is.</summary>
internal sealed class WebhookConfigurationStrategy : Strategy
{
    public override void Validate(RegistryRequest request, JsonObject desired, ICollection<StatusCause> causes)
    {
        if (request.Name.Length == 0)
        {
            Check(desired, [], causes);
        }
    }

    public override void ValidateUpdate(RegistryRequest request, JsonObject desired, JsonObject existing, ICollection<StatusCause> causes) => Check(
        desired,
        [.. existing.Objects("webhooks").SelectMany(webhook => webhook.Objects("matchConditions")).Select(condition => condition.Text("expression"))],
        causes);

    private static void Check(JsonObject configuration, HashSet<string> known, ICollection<StatusCause> causes)
    {
        var index = 0;
        foreach (var webhook in configuration.Objects("webhooks"))
        {
            var at = $"webhooks[{index++}].matchConditions";
            var number = 0;
            foreach (var condition in webhook.Objects("matchConditions"))
            {
                CheckCondition(condition.Text("expression"), $"{at}[{number++}].expression", known, causes);
            }
        }
    }

    private static void CheckCondition(string expression, string field, HashSet<string> known, ICollection<StatusCause> causes)
    {
        if (expression.Trim().Length == 0)
        {
            causes.Add(FieldErrors.Required(field));
        }
        else if (!known.Contains(expression))
        {
            var compiled = TypedProgram.Compile(expression, AdmissionEnvironment.Plain, CelType.Bool);
            if (compiled.Program is null)
            {
                causes.Add(FieldErrors.Invalid(field, expression, compiled.Error));
            }
        }
    }
}
