using k8s.Models;
using MiniKube.Kubelet.Planning;

namespace MiniKube.Kubelet.PodWorkers;

/// <summary>What each pod of a node holds, so that of two resizes that are planned at once only those are taken on that fit together (KEP-1287).</summary>
internal sealed class NodeShares
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, ResourceShare> _held = new(StringComparer.Ordinal);
    private readonly Dictionary<string, DeferredResize> _deferred = new(StringComparer.Ordinal);
    private ResourceShare _all;

    /// <summary>A pod that nobody has looked at yet counts with what it asks for, so that a kubelet that starts gives nothing away that belongs to it.</summary>
    public void Expect(V1Pod pod)
    {
        lock (_gate)
        {
            Hold(pod.Metadata.Uid, pod.IsPhaseTerminal ? default : PodShares.Asked(pod));
        }
    }

    /// <summary>Plans for a pod with what the others hold, and remembers what it holds from then on.</summary>
    /// <param name="snapshot">Of the pod; what others hold is filled in.</param>
    /// <param name="wake">Called when the pod's resize was deferred and others have come to leave enough for it; must not wait.</param>
    public PodPlan Plan(PodSnapshot snapshot, Action wake)
    {
        var uid = snapshot.Pod.Metadata.Uid;
        lock (_gate)
        {
            var plan = PodPlanner.Plan(snapshot with { Others = _all - _held.GetValueOrDefault(uid) });
            if (plan.Resize is { Reason: ResizeVerdict.Deferred })
            {
                var since = _deferred.TryGetValue(uid, out var before) ? before.Since : DeferredResize.SinceOf(snapshot);
                _deferred[uid] = new DeferredResize(snapshot, since, wake);
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
            RetryDeferred();
        }
    }

    /// <summary>Whoever's turn it is holds at once what it asks for, so that those behind it get what is left whoever of them looks first.</summary>
    private void RetryDeferred()
    {
        foreach (var (snapshot, _, wake) in DeferredResize.InOrder(_deferred.Values).ToList())
        {
            var uid = snapshot.Pod.Metadata.Uid;
            var held = _held.GetValueOrDefault(uid);
            if (ResizePlanner.WhyPending(snapshot with { Others = _all - held }, PodAllocation.Of(snapshot)) is null)
            {
                _deferred.Remove(uid);
                Hold(uid, ResourceShare.Max(held, PodShares.Asked(snapshot.Pod)));
                wake();
            }
        }
    }
}
