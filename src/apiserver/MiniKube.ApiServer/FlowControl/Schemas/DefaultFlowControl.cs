using System.Collections.Immutable;
using System.Text.Json.Nodes;

namespace MiniKube.ApiServer.FlowControl.Schemas;

/// <summary>The flow schemas and priority levels that every cluster has: Kubernetes 1.34's mandatory and suggested ones.</summary>
internal static class DefaultFlowControl
{
    public const string ApiVersion = "flowcontrol.apiserver.k8s.io/v1";

    private const string Controllers = "system:kube-controller-manager";
    private const string Scheduler = "system:kube-scheduler";

    private static readonly string[] Any = ["*"];
    private static readonly string[] Everybody = ["system:unauthenticated", "system:authenticated"];
    private static readonly string[] ForLeases = ["get", "create", "update"];

    public static bool IsMandatory(string name) => name is PriorityLevelConfiguration.Exempt or PriorityLevelConfiguration.CatchAll;

    /// <summary>New trees each time.</summary>
    public static ImmutableArray<JsonObject> Levels() =>
    [
        Level("exempt", new JsonObject
        {
            ["type"] = "Exempt",
            ["exempt"] = new JsonObject { ["nominalConcurrencyShares"] = 0L, ["lendablePercent"] = 0L },
        }),
        Limited("catch-all", 5, 0, new JsonObject { ["type"] = "Reject" }),
        Limited("system", 30, 33, Queued(64, 6)),
        Limited("node-high", 40, 25, Queued(64, 6)),
        Limited("leader-election", 10, 0, Queued(16, 4)),
        Limited("workload-high", 40, 50, Queued(128, 6)),
        Limited("workload-low", 100, 90, Queued(128, 6)),
        Limited("global-default", 20, 50, Queued(128, 6)),
    ];

    /// <summary>New trees each time.</summary>
    public static ImmutableArray<JsonObject> Schemas()
    {
        var leases = ResourceRule(ForLeases, "coordination.k8s.io", ["leases"], isClusterScoped: false);
        return
        [
            Schema("exempt", "exempt", 1, "", All(Groups("system:masters"))),
            Schema("probes", "exempt", 2, "", Rule(Groups(Everybody), [], [PathRule(["get"], ["/healthz", "/readyz", "/livez"])])),
            Schema("system-leader-election", "leader-election", 100, "ByUser", Rule([.. Users(Controllers, Scheduler), Account("*")], [leases], [])),
            Schema(
                "endpoint-controller",
                "workload-high",
                150,
                "ByUser",
                Rule(
                    [.. Users(Controllers), Account("endpoint-controller"), Account("endpointslicemirroring-controller")],
                    [ResourceRule(ForLeases, "", ["endpoints"], isClusterScoped: false)],
                    [])),
            Schema("workload-leader-election", "leader-election", 200, "ByUser", Rule([Account("*")], [leases.DeepClone().AsObject()], [])),
            Schema(
                "system-node-high",
                "node-high",
                400,
                "ByUser",
                Rule(
                    Groups("system:nodes"),
                    [
                        ResourceRule(Any, "", ["nodes", "nodes/status"], isClusterScoped: true),
                        ResourceRule(Any, "coordination.k8s.io", ["leases"], isClusterScoped: false),
                    ],
                    [])),
            Schema("system-nodes", "system", 500, "ByUser", All(Groups("system:nodes"))),
            Schema("kube-controller-manager", "workload-high", 800, "ByNamespace", All(Users(Controllers))),
            Schema("kube-scheduler", "workload-high", 800, "ByNamespace", All(Users(Scheduler))),
            Schema("kube-system-service-accounts", "workload-high", 900, "ByNamespace", All([Account("*")])),
            Schema("service-accounts", "workload-low", 9000, "ByUser", All(Groups("system:serviceaccounts"))),
            Schema("global-default", "global-default", 9900, "ByUser", All(Groups(Everybody))),
            Schema("catch-all", "catch-all", 10_000, "ByUser", All(Groups(Everybody))),
        ];
    }

    private static JsonObject Level(string name, JsonObject spec) => Named("PriorityLevelConfiguration", name, spec);

    private static JsonObject Limited(string name, long shares, long lendable, JsonObject response) => Level(name, new JsonObject
    {
        ["type"] = "Limited",
        ["limited"] = new JsonObject { ["nominalConcurrencyShares"] = shares, ["limitResponse"] = response, ["lendablePercent"] = lendable },
    });

    private static JsonObject Queued(long queues, long handSize) => new()
    {
        ["type"] = "Queue",
        ["queuing"] = new JsonObject { ["queues"] = queues, ["handSize"] = handSize, ["queueLengthLimit"] = 50L },
    };

    private static JsonObject Schema(string name, string level, long precedence, string distinguisher, JsonObject rule)
    {
        var spec = new JsonObject
        {
            ["priorityLevelConfiguration"] = new JsonObject { ["name"] = level },
            ["matchingPrecedence"] = precedence,
        };
        if (distinguisher.Length > 0)
        {
            spec["distinguisherMethod"] = new JsonObject { ["type"] = distinguisher };
        }

        spec["rules"] = new JsonArray(rule);
        return Named("FlowSchema", name, spec);
    }

    private static JsonObject Named(string kind, string name, JsonObject spec) => new()
    {
        ["kind"] = kind,
        ["apiVersion"] = ApiVersion,
        ["metadata"] = new JsonObject { ["name"] = name },
        ["spec"] = spec,
    };

    private static JsonObject All(JsonObject[] subjects) =>
        Rule(subjects, [ResourceRule(Any, "*", Any, isClusterScoped: true)], [PathRule(Any, Any)]);

    private static JsonObject Rule(JsonObject[] subjects, JsonObject[] resources, JsonObject[] paths)
    {
        var rule = new JsonObject { ["subjects"] = new JsonArray([.. subjects]) };
        if (resources.Length > 0)
        {
            rule["resourceRules"] = new JsonArray([.. resources]);
        }

        if (paths.Length > 0)
        {
            rule["nonResourceRules"] = new JsonArray([.. paths]);
        }

        return rule;
    }

    private static JsonObject ResourceRule(string[] verbs, string group, string[] resources, bool isClusterScoped)
    {
        var rule = new JsonObject { ["verbs"] = List(verbs), ["apiGroups"] = List([group]), ["resources"] = List(resources) };
        if (isClusterScoped)
        {
            rule["clusterScope"] = true;
        }

        rule["namespaces"] = List(Any);
        return rule;
    }

    private static JsonObject PathRule(string[] verbs, string[] paths) => new() { ["verbs"] = List(verbs), ["nonResourceURLs"] = List(paths) };

    private static JsonObject[] Groups(params string[] names) =>
        [.. names.Select(name => new JsonObject { ["kind"] = "Group", ["group"] = new JsonObject { ["name"] = name } })];

    private static JsonObject[] Users(params string[] names) =>
        [.. names.Select(name => new JsonObject { ["kind"] = "User", ["user"] = new JsonObject { ["name"] = name } })];

    private static JsonObject Account(string name) => new()
    {
        ["kind"] = "ServiceAccount",
        ["serviceAccount"] = new JsonObject { ["namespace"] = "kube-system", ["name"] = name },
    };

    private static JsonArray List(string[] values) => new([.. values.Select(value => (JsonNode)value)]);
}
