using System.Net;
using k8s.Models;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using MiniKube.Api.Names;
using MiniKube.Client.Leases;
using MiniKube.Client.Tests.Fakes;

namespace MiniKube.Client.Tests.Leases;

public sealed class LeaderElectorTests : IDisposable
{
    private static readonly NamespacedName Lease = new("kube-system", "controllers");
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));
    private readonly FakeApi _api;

    public LeaderElectorTests() => _api = new FakeApi(_time);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _api.Dispose();

    [Fact]
    public Task Only_one_leads_and_the_next_follows_at_once_when_it_stops() => OneThread.Run(async () =>
    {
        using var stop = new CancellationTokenSource();
        using var stopSecond = new CancellationTokenSource();
        var first = Elector("first");
        var second = Elector("second");
        var firstRun = first.RunAsync(Forever, stop.Token);
        await PassUntilAsync(() => first.IsLeader);
        var secondRun = second.RunAsync(Forever, stopSecond.Token);
        await PassAsync(TimeSpan.FromMinutes(1));
        var whileFirst = (first.IsLeader, second.IsLeader);

        await stop.CancelAsync();
        await Eventually.Ended(firstRun);
        var stoppedAt = _time.GetUtcNow();
        await PassUntilAsync(() => second.IsLeader);

        whileFirst.Should().Be((true, false));
        (_time.GetUtcNow() - stoppedAt).Should().BeLessThan(TimeSpan.FromSeconds(5));
        _api.Find<V1Lease>("kube-system", "controllers")!.Spec.LeaseTransitions.Should().Be(1);
        await stopSecond.CancelAsync();
        await Eventually.Ended(secondRun);
    });

    [Fact]
    public Task A_lease_that_is_not_renewed_is_taken_after_its_duration() => OneThread.Run(async () =>
    {
        _api.Put(new V1Lease
        {
            Metadata = new V1ObjectMeta { Name = Lease.Name, NamespaceProperty = Lease.Namespace },
            Spec = new V1LeaseSpec { HolderIdentity = "dead", LeaseDurationSeconds = 15, RenewTime = _time.GetUtcNow().UtcDateTime },
        });
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var elector = Elector("next");
        var start = _time.GetUtcNow();
        var run = elector.RunAsync(Forever, stop.Token);

        await PassUntilAsync(() => elector.IsLeader);

        (_time.GetUtcNow() - start).Should().BeGreaterThanOrEqualTo(TimeSpan.FromSeconds(15));
        await stop.CancelAsync();
        await Eventually.Ended(run);
    });

    [Fact]
    public Task A_leader_that_cannot_renew_stops_its_work_before_others_may_lead() => OneThread.Run(async () =>
    {
        var elector = Elector("first");
        var isWorking = true;
        var run = elector.RunAsync(
            async token =>
            {
                await Eventually.Ended(Forever(token));
                isWorking = false;
            },
            Token);
        await PassUntilAsync(() => elector.IsLeader);
        var attempts = 0;
        _api.Fail(_ => ++attempts > 0, HttpStatusCode.InternalServerError, times: int.MaxValue);

        await PassUntilAsync(() => run.IsCompleted);

        await run.Invoking(task => task).Should().ThrowAsync<LeadershipLostException>();
        isWorking.Should().BeFalse();
        attempts.Should().BeInRange(4, 6, "ten seconds of attempts every two seconds leave five until others may lead");
    });

    private static Task Forever(CancellationToken cancellationToken) => Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);

    private LeaderElector Elector(string identity) =>
        new(_api.Client, new LeaderElectionOptions { Lease = Lease, Identity = identity }, _time, NullLogger.Instance);

    private Task PassUntilAsync(Func<bool> condition) => Eventually.IsTrue(condition, _time, TimeSpan.FromMilliseconds(100), Token);

    private async Task PassAsync(TimeSpan span)
    {
        var end = _time.GetUtcNow() + span;
        await PassUntilAsync(() => _time.GetUtcNow() >= end);
    }
}
