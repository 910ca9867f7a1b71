using System.Collections.Frozen;
using System.Collections.Immutable;

namespace MiniKube.Kubelet.Planning;

/// <summary>A plan in the making: drops what is under way already and keeps the earliest wake-up.</summary>
internal sealed class PlanDraft(PodSnapshot snapshot)
{
    private readonly ImmutableArray<PodAction>.Builder _actions = ImmutableArray.CreateBuilder<PodAction>();
    private readonly Dictionary<string, WaitingReason> _waiting = new(StringComparer.Ordinal);
    private DateTimeOffset? _wakeAt;

    public PodSnapshot Snapshot { get; } = snapshot;

    /// <summary>Set when a container has not the size that its pod says.</summary>
    public ResizeVerdict? Resize { get; set; }

    /// <summary>True when the action's like is under way or planned, so that nothing that depends on its end may be planned.</summary>
    public bool IsBusy(string key) =>
        Snapshot.Running.Contains(key) || _actions.Any(action => string.Equals(action.Key, key, StringComparison.Ordinal));

    public void Begin(PodAction action)
    {
        if (!IsBusy(action.Key))
        {
            _actions.Add(action);
        }
    }

    public void Wait(string name, WaitingReason? reason)
    {
        if (reason is not null)
        {
            _waiting[name] = reason;
        }
    }

    public void WakeAt(DateTimeOffset moment)
    {
        if (moment > Snapshot.Now && (_wakeAt is null || moment < _wakeAt))
        {
            _wakeAt = moment;
        }
    }

    public PodPlan Finish(PodStage stage, TerminationCause cause) => new()
    {
        Stage = stage,
        Cause = cause,
        Actions = _actions.ToImmutable(),
        Pod = Snapshot.Pod,
        WakeAt = _wakeAt,
        Resize = Resize,
        Waiting = _waiting.ToFrozenDictionary(StringComparer.Ordinal),
    };
}
