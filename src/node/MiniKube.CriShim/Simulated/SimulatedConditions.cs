using MiniKube.Cri.V1;

namespace MiniKube.CriShim.Simulated;

/// <summary>Whether the simulated runtime says that it can take pods.</summary>
internal sealed class SimulatedConditions
{
    private readonly Lock _gate = new();
    private readonly SortedDictionary<string, RuntimeCondition> _conditions = new(StringComparer.Ordinal)
    {
        ["NetworkReady"] = new RuntimeCondition { Type = "NetworkReady", Status = true },
        ["RuntimeReady"] = new RuntimeCondition { Type = "RuntimeReady", Status = true },
    };

    public void Set(RuntimeCondition condition)
    {
        lock (_gate)
        {
            _conditions[condition.Type] = condition;
        }
    }

    public RuntimeStatus ToMessage()
    {
        lock (_gate)
        {
            return new RuntimeStatus { Conditions = { _conditions.Values } };
        }
    }
}
