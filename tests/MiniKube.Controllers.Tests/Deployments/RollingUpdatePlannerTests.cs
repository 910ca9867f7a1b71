using CsCheck;
using MiniKube.Controllers.Deployments;

namespace MiniKube.Controllers.Tests.Deployments;

public sealed class RollingUpdatePlannerTests
{
    private static readonly Gen<string> Amount = Gen.OneOf(Gen.Int[0, 5].Select(count => $"{count}"), Gen.Int[0, 100].Select(percent => $"{percent}%"));

    [Fact]
    public void A_rollout_stays_within_its_limits_and_ends()
    {
        Gen.Select(Gen.Int[0, 20], Amount, Amount, Gen.Int[0, 3], Gen.Int[1, 4]).Sample((desired, surge, unavailable, olds, pace) =>
        {
            var sizes = Enumerable.Range(0, olds).Select(index => (desired / olds) + (index < desired % olds ? 1 : 0)).ToArray();
            var simulation = new RolloutSimulation(desired, surge, unavailable, sizes);
            var limits = simulation.Rollout.Limits;
            var startsFull = olds > 0;
            for (var step = 0; step < 200 && !simulation.IsDone; step++)
            {
                var moved = simulation.Step();
                var rollout = simulation.Rollout;
                (rollout.TotalReplicas <= limits.MaxTotal).Should().BeTrue("there are never more pods than the surge allows");
                (!startsFull || rollout.TotalAvailable >= limits.MinAvailable).Should().BeTrue("there are never fewer available than allowed");
                if (!moved)
                {
                    simulation.BecomeAvailable(pace);
                }
            }

            simulation.IsDone.Should().BeTrue("a rollout whose pods become available comes to its end");
        });
    }

    [Theory]
    [InlineData(10, "25%", "25%", 3, 2)] // up and down
    [InlineData(1, "25%", "25%", 1, 0)]
    [InlineData(3, "0", "0", 0, 1)] // could never move
    [InlineData(3, "0%", "0%", 0, 1)]
    [InlineData(4, "2", "100%", 2, 4)]
    [InlineData(0, "25%", "25%", 0, 0)]
    [InlineData(2, "1", "5", 1, 2)]
    public void Limits_round_surge_up_and_unavailability_down(int desired, string surge, string unavailable, int expectedSurge, int expectedUnavailable)
    {
        var limits = RolloutLimits.Of(Common.Objects.Deployment(desired, "one", surge, unavailable));

        (limits.MaxSurge, limits.MaxUnavailable).Should().Be((expectedSurge, expectedUnavailable));
    }

    [Fact]
    public void Unhealthy_old_pods_make_room_before_healthy_ones()
    {
        var simulation = new RolloutSimulation(4, "1", "0", [4]);
        var rollout = simulation.Rollout;
        var sick = rollout.Old[0] with { Status = rollout.Old[0].Status with { AvailableReplicas = 1 } };

        var plan = RollingUpdatePlanner.Plan(rollout with { Old = [sick] });

        plan.Should().BeEmpty("the new pod does not count until it is available, and nothing may become less available");
    }
}
