using System.Collections.Immutable;
using System.Text.Json.Nodes;
using MiniKube.ApiServer.FlowControl.Queues;
using MiniKube.ApiServer.Registry;

namespace MiniKube.ApiServer.FlowControl.Schemas;

/// <summary>Reads the two kinds. What makes no sense got past validation before it was stored and is read as the nearest that does.</summary>
internal static class FlowControlReader
{
    /// <summary>More queues than this tell no more flows apart.</summary>
    private const int QueuesMax = 4096;

    public static FlowSchema Schema(JsonObject tree)
    {
        var spec = tree.Child("spec");
        return new FlowSchema
        {
            Name = tree.Name,
            Uid = tree.Metadata.Text("uid"),
            MatchingPrecedence = (int)Math.Clamp(spec.Integer("matchingPrecedence") ?? 1000, 1, 10_000),
            PriorityLevel = spec.Child("priorityLevelConfiguration").Text("name"),
            IsDangling = FlowSchemaCondition.IsDangling(tree),
            Distinguisher = spec.Child("distinguisherMethod").Text("type") switch
            {
                "ByUser" => FlowDistinguisher.ByUser,
                "ByNamespace" => FlowDistinguisher.ByNamespace,
                _ => FlowDistinguisher.None,
            },
            Rules = [.. spec.Objects("rules").Select(Rule)],
        };
    }

    public static PriorityLevelConfiguration Level(JsonObject tree)
    {
        var spec = tree.Child("spec");
        var isExempt = spec.Text("type") == "Exempt";
        var shape = spec.Child(isExempt ? "exempt" : "limited");
        return new PriorityLevelConfiguration
        {
            Name = tree.Name,
            Uid = tree.Metadata.Text("uid"),
            IsExempt = isExempt,
            NominalShares = (int)Math.Clamp(shape.Integer("nominalConcurrencyShares") ?? (isExempt ? 0 : 30), 0, 1_000_000),
            LendablePercent = (int)Math.Clamp(shape.Integer("lendablePercent") ?? 0, 0, 100),
            BorrowingLimitPercent = shape.Integer("borrowingLimitPercent") is { } percent ? (int)Math.Clamp(percent, 0, 1_000_000) : null,
            Queuing = Queuing(shape.Child("limitResponse")),
        };
    }

    private static QueueSetOptions Queuing(JsonObject? response)
    {
        if (response.Text("type") != "Queue")
        {
            return QueueSetOptions.None;
        }

        var queuing = response.Child("queuing");
        var queues = (int)Math.Clamp(queuing.Integer("queues") ?? 64, 1, QueuesMax);
        return new QueueSetOptions(
            queues,
            (int)Math.Clamp(queuing.Integer("handSize") ?? 8, 1, queues),
            (int)Math.Clamp(queuing.Integer("queueLengthLimit") ?? 50, 1, 1_000_000));
    }

    private static FlowRule Rule(JsonObject rule) => new(
        [.. rule.Objects("subjects").Select(Subject)],
        [.. rule.Objects("resourceRules").Select(each => new FlowResourceRule(
            Texts(each, "verbs"), Texts(each, "apiGroups"), Texts(each, "resources"), Texts(each, "namespaces"), each.Flag("clusterScope") == true))],
        [.. rule.Objects("nonResourceRules").Select(each => new FlowPathRule(Texts(each, "verbs"), Texts(each, "nonResourceURLs")))]);

    private static FlowSubject Subject(JsonObject subject)
    {
        var kind = subject.Text("kind");
        var named = subject.Child(kind switch { "User" => "user", "Group" => "group", _ => "serviceAccount" });
        return new FlowSubject(kind, named.Text("name"), named.Text("namespace"));
    }

    private static ImmutableArray<string> Texts(JsonObject tree, string name) => [.. tree.Texts(name)];
}
