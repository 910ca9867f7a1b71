using System.Text.Json.Nodes;
using MiniKube.Schema.Trees;

namespace MiniKube.Schema.Validation.Kinds.Scheduling;

/// <summary>How pods are spread over the parts of a cluster.</summary>
internal static class SpreadRules
{
    private const string NotPositive = "must be greater than zero";

    private static readonly string[] Actions = ["DoNotSchedule", "ScheduleAnyway"];

    public static void Check(JsonArray constraints, FieldLocation where, Complaints complaints)
    {
        for (var i = 0; i < constraints.Count; i++)
        {
            if (constraints[i] is JsonObject constraint)
            {
                Constraint(constraint, where.Index(i), complaints);
                Repeated(constraints, i, where, complaints);
            }
        }
    }

    private static void Constraint(JsonObject constraint, FieldLocation where, Complaints complaints)
    {
        if (constraint.Integer("maxSkew") is null or <= 0)
        {
            complaints.Invalid(where.Child("maxSkew"), constraint.Member("maxSkew") ?? 0, NotPositive);
        }

        if (string.IsNullOrEmpty(constraint.Text("topologyKey")))
        {
            complaints.Required(where.Child("topologyKey"), "can not be empty");
        }

        var action = constraint.Text("whenUnsatisfiable") ?? "";
        if (!Actions.Contains(action))
        {
            complaints.NotSupported(where.Child("whenUnsatisfiable"), action, Actions);
        }

        if (constraint.Integer("minDomains") is { } domains)
        {
            if (domains <= 0)
            {
                complaints.Invalid(where.Child("minDomains"), domains, NotPositive);
            }

            if (action != "DoNotSchedule")
            {
                complaints.Invalid(where.Child("minDomains"), domains, $"can only use minDomains if whenUnsatisfiable=DoNotSchedule, not {action}");
            }
        }

        MatchKeyRules.CheckSpread(constraint, where, complaints);
        _ = SelectorRules.Check(constraint.Object("labelSelector"), where.Child("labelSelector"), complaints);
    }

    /// <summary>The first of two is told of.</summary>
    private static void Repeated(JsonArray constraints, int index, FieldLocation where, Complaints complaints)
    {
        var (key, action) = ((constraints[index] as JsonObject).Text("topologyKey"), (constraints[index] as JsonObject).Text("whenUnsatisfiable"));
        for (var i = index + 1; i < constraints.Count; i++)
        {
            if ((constraints[i] as JsonObject).Text("topologyKey") == key && (constraints[i] as JsonObject).Text("whenUnsatisfiable") == action)
            {
                complaints.Duplicate(where.Index(index).Child("{topologyKey, whenUnsatisfiable}"), $"{{{key}, {action}}}");
                return;
            }
        }
    }
}
