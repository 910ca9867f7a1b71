using System.Text.Json.Nodes;
using MiniKube.Schema.Trees;

namespace MiniKube.Schema.Validation.Kinds.Access;

/// <summary>FlowSchema and PriorityLevelConfiguration.</summary>
internal static class FlowControlRules
{
    private const int PrecedenceMax = 10_000;
    private const int QueuesMax = 10_000_000;

    private static readonly FieldLocation Spec = FieldLocation.Root("spec");

    public static void Check(JsonObject value, string kind, Complaints complaints)
    {
        var spec = value.Object("spec") ?? [];
        if (kind == "FlowSchema")
        {
            CheckSchema(value, spec, complaints);
        }
        else
        {
            CheckLevel(spec, complaints);
        }
    }

    private static void CheckSchema(JsonObject schema, JsonObject spec, Complaints complaints)
    {
        if (spec.Integer("matchingPrecedence") is < 1)
        {
            complaints.Invalid(Spec.Child("matchingPrecedence"), spec["matchingPrecedence"], "must be a positive value");
        }

        if (spec.Integer("matchingPrecedence") > PrecedenceMax)
        {
            complaints.Invalid(Spec.Child("matchingPrecedence"), spec["matchingPrecedence"], $"must not be greater than {PrecedenceMax}");
        }

        if (spec.Integer("matchingPrecedence") == 1 && schema.Object("metadata").Text("name") != "exempt")
        {
            complaints.Invalid(Spec.Child("matchingPrecedence"), spec["matchingPrecedence"], "only the schema named 'exempt' may have matchingPrecedence 1");
        }

        OneOf(spec.Object("distinguisherMethod"), "type", Spec.Child("distinguisherMethod"), ["ByUser", "ByNamespace"], complaints);
        if (spec.Object("priorityLevelConfiguration").Text("name") is not { Length: > 0 })
        {
            complaints.Required(Spec.Child("priorityLevelConfiguration", "name"), "must reference a priority level");
        }

        var index = 0;
        foreach (var rule in (spec["rules"] as JsonArray ?? []).OfType<JsonObject>())
        {
            CheckRule(rule, Spec.Child("rules").Index(index++), complaints);
        }
    }

    private static void CheckRule(JsonObject rule, FieldLocation where, Complaints complaints)
    {
        if (IsEmpty(rule, "subjects"))
        {
            complaints.Required(where.Child("subjects"), "subjects must contain at least one value");
        }

        if (IsEmpty(rule, "resourceRules") && IsEmpty(rule, "nonResourceRules"))
        {
            complaints.Required(where, "at least one of resourceRules and nonResourceRules has to be non-empty");
        }

        var index = 0;
        foreach (var subject in rule.Objects("subjects"))
        {
            FlowSubjectRules.Check(subject, where.Child("subjects").Index(index++), complaints);
        }

        FlowPolicyRules.Check(rule, where, complaints);
    }

    private static void CheckLevel(JsonObject spec, Complaints complaints)
    {
        OneOf(spec, "type", Spec, ["Exempt", "Limited"], complaints);
        var (own, other) = spec.Text("type") == "Exempt" ? ("exempt", "limited") : ("limited", "exempt");
        if (spec.Object(other) is not null)
        {
            complaints.Forbidden(Spec.Child(other), $"must be nil when the type is {spec.Text("type")}");
        }

        if (own == "limited" && spec.Object("limited") is null)
        {
            complaints.Required(Spec.Child("limited"), "must not be empty when type is Limited");
        }

        if (spec.Object(own) is { } shape)
        {
            CheckShape(shape, Spec.Child(own), complaints);
        }
    }

    private static void CheckShape(JsonObject shape, FieldLocation where, Complaints complaints)
    {
        AtLeast(shape, "nominalConcurrencyShares", 0, where, complaints);
        AtLeast(shape, "borrowingLimitPercent", 0, where, complaints);
        if (shape.Integer("lendablePercent") is < 0 or > 100)
        {
            complaints.Invalid(where.Child("lendablePercent"), shape["lendablePercent"], "must be between 0 and 100, inclusive");
        }

        if (shape.Object("limitResponse") is not { } response)
        {
            return;
        }

        var at = where.Child("limitResponse");
        OneOf(response, "type", at, ["Queue", "Reject"], complaints);
        if (response.Text("type") == "Reject" && response.Object("queuing") is not null)
        {
            complaints.Forbidden(at.Child("queuing"), "must be nil if limited.limitResponse.type is not Limited");
        }

        if (response.Object("queuing") is { } queuing)
        {
            CheckQueuing(queuing, at.Child("queuing"), complaints);
        }
    }

    private static void CheckQueuing(JsonObject queuing, FieldLocation where, Complaints complaints)
    {
        AtLeast(queuing, "queueLengthLimit", 1, where, complaints);
        AtLeast(queuing, "queues", 1, where, complaints);
        AtLeast(queuing, "handSize", 1, where, complaints);
        if (queuing.Integer("queues") > QueuesMax)
        {
            complaints.Invalid(where.Child("queues"), queuing["queues"], $"must not be greater than {QueuesMax}");
        }

        if (queuing.Integer("handSize") > queuing.Integer("queues"))
        {
            complaints.Invalid(where.Child("handSize"), queuing["handSize"], $"should not be greater than queues ({queuing.Integer("queues")})");
        }
    }

    private static void AtLeast(JsonObject tree, string name, long least, FieldLocation where, Complaints complaints)
    {
        if (tree.Integer(name) is { } number && number < least)
        {
            complaints.Invalid(where.Child(name), tree[name], least == 0 ? "must be a non-negative integer" : "must be positive");
        }
    }

    private static void OneOf(JsonObject? tree, string name, FieldLocation where, string[] words, Complaints complaints)
    {
        if (tree is not null && !words.Contains(tree.Text(name) ?? ""))
        {
            complaints.NotSupported(where.Child(name), tree[name], words);
        }
    }

    private static bool IsEmpty(JsonObject tree, string name) => tree[name] is not JsonArray { Count: > 0 };
}
