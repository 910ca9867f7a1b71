using System.Text.Json.Nodes;
using MiniKube.Schema.Trees;

namespace MiniKube.Schema.Defaulting;

/// <summary>FlowSchema and PriorityLevelConfiguration.</summary>
internal static class FlowControlDefaults
{
    public static void Apply(JsonObject value, string kind)
    {
        if (value.Object("spec") is not { } spec)
        {
            return;
        }

        if (kind == "FlowSchema")
        {
            if (spec.Integer("matchingPrecedence") is null or 0)
            {
                spec["matchingPrecedence"] = 1000L;
            }

            return;
        }

        if (spec.Object("exempt") is { } exempt)
        {
            exempt.Default("nominalConcurrencyShares", 0);
            exempt.Default("lendablePercent", 0);
        }

        if (spec.Object("limited") is { } limited)
        {
            limited.Default("nominalConcurrencyShares", 30);
            limited.Default("lendablePercent", 0);
            Queuing(limited.At("limitResponse", "queuing"));
        }
    }

    private static void Queuing(JsonObject? queuing)
    {
        queuing?.Default("queues", 64);
        queuing?.Default("handSize", 8);
        queuing?.Default("queueLengthLimit", 50);
    }
}
