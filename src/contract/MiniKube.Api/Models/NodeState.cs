using k8s.Models;

namespace MiniKube.Api.Models;

/// <summary>What follows from a Node's fields.</summary>
public static class NodeState
{
    extension(V1Node node)
    {
        public bool IsReady => node.Condition("Ready") is { Status: "True" };

        public V1NodeCondition? Condition(string type) =>
            node.Status?.Conditions?.FirstOrDefault(condition => condition.Type == type);
    }
}
