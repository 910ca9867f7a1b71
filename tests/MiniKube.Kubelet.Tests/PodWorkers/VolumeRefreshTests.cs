using k8s.Models;
using MiniKube.Kubelet.PodWorkers;

namespace MiniKube.Kubelet.Tests.PodWorkers;

public sealed class VolumeRefreshTests
{
    private static readonly TimeSpan Period = TimeSpan.FromMinutes(1);
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly VolumeRefresh _refresh = new(Period);
    private readonly V1Pod _pod = new();

    [Fact]
    public void It_is_due_at_once_and_then_once_in_a_period()
    {
        Ask(_pod, Start).Should().Be((true, Start + Period));
        Ask(_pod, Start + (Period / 2)).Should().Be((false, Start + Period));
        Ask(_pod, Start + Period).Should().Be((true, Start + (Period * 2)));
    }

    [Fact]
    public void It_is_due_when_the_pod_has_changed()
    {
        Ask(_pod, Start);

        Ask(new V1Pod(), Start + (Period / 2)).Should().Be((true, Start + (Period * 1.5)));
    }

    [Fact]
    public void A_pod_without_a_sandbox_is_not_woken_for_it_however_long_that_lasts()
    {
        Ask(_pod, Start, isPossible: false).Should().Be((false, null));
        Ask(_pod, Start + (Period * 2), isPossible: false).Should().Be((false, null));

        Ask(_pod, Start + (Period * 2)).Should().Be((true, Start + (Period * 3)));
    }

    private (bool IsDue, DateTimeOffset? WakeAt) Ask(V1Pod pod, DateTimeOffset now, bool isPossible = true) =>
        (_refresh.IsDue(pod, now, isPossible, out var wakeAt), wakeAt);
}
