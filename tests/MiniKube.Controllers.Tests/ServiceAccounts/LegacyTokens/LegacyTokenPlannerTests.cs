using k8s.Models;
using MiniKube.Controllers.ServiceAccounts.LegacyTokens;

namespace MiniKube.Controllers.Tests.ServiceAccounts.LegacyTokens;

/// <summary>When a token that nobody uses goes.</summary>
public sealed class LegacyTokenPlannerTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 26, 18, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan Year = TimeSpan.FromDays(365);
    private static readonly DateOnly LongAgo = new(2020, 1, 1);

    [Theory]
    [InlineData(null, null, "Invalidate")]
    [InlineData("2025-11-25", null, "Invalidate")]
    [InlineData("2025-11-26", null, "Keep")]
    [InlineData("2026-11-26", null, "Keep")]
    [InlineData("yesterday", null, "Leave")]
    [InlineData(null, "2026-11-25", "Keep")]
    [InlineData(null, "2025-11-26", "Keep")]
    [InlineData(null, "2025-11-25", "Delete")]
    [InlineData("2025-11-25", "2025-11-25", "Delete")]
    [InlineData("2026-11-25", "2025-11-25", "Keep")]
    [InlineData(null, "long ago", "Invalidate")]
    public void A_year_without_use_takes_it_out_of_use_and_another_deletes_it(string? lastUsed, string? invalidSince, string expected) =>
        Plan(Secret(lastUsed, invalidSince)).GetType().Name.Should().Be(expected);

    [Fact]
    public void It_is_taken_out_of_use_with_the_date_of_the_day() =>
        Plan(Secret()).Should().Be(new LegacyTokenPlan.Invalidate("2026-11-26"));

    [Fact]
    public void What_is_kept_is_looked_at_again_on_the_next_day() =>
        Plan(Secret(lastUsed: "2026-11-26")).Should().Be(new LegacyTokenPlan.Keep(TimeSpan.FromHours(6)));

    [Fact]
    public void What_somebody_made_on_purpose_stays()
    {
        Plan(Secret(), Account("another")).Should().BeOfType<LegacyTokenPlan.Leave>();
        LegacyTokenPlanner.Plan(Secret(), null, isMounted: false, LongAgo, Now, Year).Should().BeOfType<LegacyTokenPlan.Leave>();
    }

    [Fact]
    public void What_a_pod_uses_or_is_new_stays()
    {
        var fresh = Secret();
        fresh.Metadata.CreationTimestamp = (Now - Year).UtcDateTime;

        LegacyTokenPlanner.Plan(Secret(), Account("token"), isMounted: true, LongAgo, Now, Year).Should().BeOfType<LegacyTokenPlan.Keep>();
        Plan(fresh).Should().BeOfType<LegacyTokenPlan.Keep>();
    }

    [Theory]
    [InlineData(2025, 11, 24, "Invalidate")]
    [InlineData(2025, 11, 25, "Invalidate")]
    [InlineData(2025, 11, 26, "Keep")]
    public void Nothing_goes_before_uses_have_been_written_down_for_as_long(int year, int month, int day, string expected) =>
        LegacyTokenPlanner.Plan(Secret(), Account("token"), isMounted: false, new DateOnly(year, month, day), Now, Year).GetType().Name.Should().Be(expected);

    [Fact]
    public void Nothing_goes_while_nobody_says_that_uses_are_written_down()
    {
        LegacyTokenPlanner.TrackedSince(null).Should().BeNull();
        LegacyTokenPlanner.TrackedSince(new V1ConfigMap { Data = new Dictionary<string, string> { ["since"] = "?" } }).Should().BeNull();
        LegacyTokenPlanner.TrackedSince(new V1ConfigMap { Data = new Dictionary<string, string> { ["since"] = "2026-01-02" } }).Should().Be(new DateOnly(2026, 1, 2));
        LegacyTokenPlanner.Plan(Secret(), Account("token"), isMounted: false, null, Now, Year).Should().BeOfType<LegacyTokenPlan.Keep>();
    }

    [Fact]
    public void A_pod_uses_what_its_volumes_containers_and_pulls_name()
    {
        var pod = new V1Pod
        {
            Metadata = new V1ObjectMeta { Name = "p", NamespaceProperty = "ns" },
            Spec = new V1PodSpec
            {
                ImagePullSecrets = [new V1LocalObjectReference { Name = "pull" }],
                Containers = [new V1Container { Name = "c", EnvFrom = [new V1EnvFromSource { SecretRef = new V1SecretEnvSource { Name = "from" } }] }],
                InitContainers = [new V1Container { Name = "i", Env = [new V1EnvVar { Name = "E", ValueFrom = new V1EnvVarSource { SecretKeyRef = new V1SecretKeySelector { Name = "key", Key = "k" } } }] }],
                Volumes =
                [
                    new V1Volume { Name = "v", Secret = new V1SecretVolumeSource { SecretName = "volume" } },
                    new V1Volume { Name = "w", Projected = new V1ProjectedVolumeSource { Sources = [new V1VolumeProjection { Secret = new V1SecretProjection { Name = "projected" } }] } },
                ],
            },
        };

        SecretsOfPods.Of(pod).Should().BeEquivalentTo("ns/pull", "ns/from", "ns/key", "ns/volume", "ns/projected");
    }

    private static LegacyTokenPlan Plan(V1Secret secret, V1ServiceAccount? account = null) =>
        LegacyTokenPlanner.Plan(secret, account ?? Account("token"), isMounted: false, LongAgo, Now, Year);

    private static V1ServiceAccount Account(string secret) => new() { Secrets = [new V1ObjectReference { Name = secret }] };

    private static V1Secret Secret(string? lastUsed = null, string? invalidSince = null)
    {
        var labels = new Dictionary<string, string>();
        if (lastUsed is not null)
        {
            labels[LegacyTokenPlanner.LastUsedLabel] = lastUsed;
        }

        if (invalidSince is not null)
        {
            labels[LegacyTokenPlanner.InvalidSinceLabel] = invalidSince;
        }

        return new V1Secret { Metadata = new V1ObjectMeta { Name = "token", NamespaceProperty = "ns", CreationTimestamp = new DateTime(2021, 1, 1, 0, 0, 0, DateTimeKind.Utc), Labels = labels } };
    }
}
