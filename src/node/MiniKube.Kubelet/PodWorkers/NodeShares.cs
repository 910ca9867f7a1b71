using MiniKube.Kubelet.Planning;

namespace MiniKube.Kubelet.PodWorkers;

/// <summary>What each pod of a node holds, so that of two resizes that are planned at once only those are taken on that fit together (KEP-1287).</summary>
internal sealed class NodeShares
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, ResourceShare> _held = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Action> _deferred = new(StringComparer.Ordinal);
    private ResourceShare _all;

    /// <summary>Plans for a pod with what the others hold, and remembers what it holds from then on.</summary>
    /// <param name="snapshot">Of the pod; what others hold is filled in.</param>
    /// <param name="wake">Called when others hold less, while the pod's resize is deferred; must not wait.</param>
    public PodPlan Plan(PodSnapshot snapshot, Action wake)
    {
        var uid = snapshot.Pod.Metadata.Uid;
        lock (_gate)
        {
            var plan = PodPlanner.Plan(snapshot with { Others = _all - _held.GetValueOrDefault(uid) });
            if (plan.Resize is { Reason: ResizeVerdict.Deferred })
            {
                _deferred[uid] = wake;
            }
            else
            {
                _deferred.Remove(uid);
            }

            Hold(uid, PodShares.Held(snapshot, plan));
            return plan;
        }
    }

    /// <summary>The pod has gone.</summary>
    public void Forget(string uid)
    {
        lock (_gate)
        {
            _deferred.Remove(uid);
            Hold(uid, default);
        }
    }

    private void Hold(string uid, ResourceShare share)
    {
        var before = _held.GetValueOrDefault(uid);
        _all = _all - before + share;
        if (share == default)
        {
            _held.Remove(uid);
        }
        else
        {
            _held[uid] = share;
        }

        if (share.Cpu < before.Cpu || share.Memory < before.Memory)
        {
            foreach (var wake in _deferred.Where(deferred => !string.Equals(deferred.Key, uid, StringComparison.Ordinal)).Select(deferred => deferred.Value))
            {
                wake();
            }
        }
    }
}
