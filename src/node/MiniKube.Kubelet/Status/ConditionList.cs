using k8s.Models;

namespace MiniKube.Kubelet.Status;

/// <summary>The conditions of a pod that the kubelet owns, rewritten: a transition time changes only with the status.</summary>
internal sealed class ConditionList(IList<V1PodCondition> before, DateTimeOffset now, long? generation)
{
    private static readonly string[] Resizing = ["PodResizePending", "PodResizeInProgress"];
    private static readonly string[] Owned = ["PodReadyToStartContainers", "Initialized", "Ready", "ContainersReady", "PodScheduled", .. Resizing];

    private readonly List<V1PodCondition> _items = [.. before.Where(condition => Owned.Contains(condition.Type, StringComparer.Ordinal))];

    /// <summary>Conditions that are there only while they are true.</summary>
    public static IReadOnlyList<string> Passing => Resizing;

    public IList<V1PodCondition> Items => _items;

    /// <summary>Keeps the passing condition of the type, or none.</summary>
    public void SetPassing(string type, ConditionVerdict? verdict)
    {
        if (verdict is null)
        {
            _items.RemoveAll(condition => string.Equals(condition.Type, type, StringComparison.Ordinal));
        }
        else
        {
            Set(type, verdict);
        }
    }

    public void Set(string type, bool isTrue) => Set(type, new ConditionVerdict(isTrue));

    public void Set(string type, ConditionVerdict verdict)
    {
        var index = _items.FindIndex(condition => string.Equals(condition.Type, type, StringComparison.Ordinal));
        var old = index < 0 ? null : _items[index];
        var status = verdict.IsTrue ? "True" : "False";
        var next = new V1PodCondition
        {
            Type = type,
            Status = status,
            Reason = verdict.Reason.Length > 0 ? verdict.Reason : null,
            Message = verdict.Message.Length > 0 ? verdict.Message : null,
            LastTransitionTime = old is { LastTransitionTime: { } since } && string.Equals(old.Status, status, StringComparison.Ordinal) ? since : now.WholeSecond(),
            ObservedGeneration = generation,
        };
        if (old is null)
        {
            _items.Add(next);
        }
        else
        {
            _items[index] = next;
        }
    }
}
