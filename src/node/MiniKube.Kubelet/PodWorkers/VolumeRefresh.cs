using k8s.Models;

namespace MiniKube.Kubelet.PodWorkers;

/// <summary>When the volumes of a pod that show API objects are brought up to date: after each change of the pod, and once in a period.</summary>
internal sealed class VolumeRefresh(TimeSpan period)
{
    private V1Pod? _doneFor;
    private DateTimeOffset? _dueAt;

    /// <summary>Whether to begin now; then it counts as begun.</summary>
    /// <param name="pod">As it is now.</param>
    /// <param name="now">The moment.</param>
    /// <param name="isPossible">The pod has its sandbox, and no refresh runs.</param>
    /// <param name="wakeAt">When to ask again; null when only what makes it possible is to be waited for, which is heard by itself.</param>
    public bool IsDue(V1Pod pod, DateTimeOffset now, bool isPossible, out DateTimeOffset? wakeAt)
    {
        _dueAt ??= now + period;
        var isDue = now >= _dueAt || !ReferenceEquals(_doneFor, pod);
        if (isDue && isPossible)
        {
            (_doneFor, _dueAt) = (pod, now + period);
        }

        wakeAt = isDue && !isPossible ? null : _dueAt;
        return isDue && isPossible;
    }
}
