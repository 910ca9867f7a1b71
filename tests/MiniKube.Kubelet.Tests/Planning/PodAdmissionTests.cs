using System.Collections.Frozen;
using k8s.Models;
using MiniKube.Kubelet.Planning;
using MiniKube.Kubelet.Tests.Fakes;

namespace MiniKube.Kubelet.Tests.Planning;

public sealed class PodAdmissionTests
{
    [Theory]
    [InlineData("windows", "PodOSNotSupported")]
    [InlineData("linux", null)]
    [InlineData(null, null)]
    public void A_pod_of_another_system_is_turned_away(string? system, string? reason)
    {
        var pod = Pods.Make("p");
        pod.Spec.Os = system is null ? null : new V1PodOS { Name = system };

        Check(pod)?.Reason.Should().Be(reason);
        PodPlanner.Plan(Snapshots.Of(pod)).Cause.Should().Be(reason is null ? TerminationCause.None : TerminationCause.Rejected);
    }

    [Theory]
    [InlineData("net.ipv4.tcp_syncookies", true)]
    [InlineData("kernel/shm_rmid_forced", true)]
    [InlineData("kernel.msgmax", false)]
    [InlineData("net.core.somaxconn", true)]
    [InlineData("net/core/rmem_max", true)]
    public void Of_kernel_parameters_the_safe_ones_are_set_and_those_that_the_operator_names(string name, bool isTaken)
    {
        var pod = Pods.Make("p");
        pod.Spec.SecurityContext = new V1PodSecurityContext { Sysctls = [new V1Sysctl { Name = name, Value = "1" }] };

        var rejection = PodAdmission.Check(Snapshots.Of(pod) with { Node = new NodeTraits { UnsafeSysctls = ["net.core.*"] } });

        rejection.Should().Be(isTaken ? null : new PodRejection("SysctlForbidden", $"forbidden sysctl: \"{name}\" not allowlisted"));
    }

    [Fact]
    public void What_the_node_cannot_enforce_is_turned_away_rather_than_run_without_it()
    {
        var confined = Pods.Make("p");
        confined.Spec.Containers[0].SecurityContext = new V1SecurityContext { AppArmorProfile = new V1AppArmorProfile { Type = "RuntimeDefault" } };
        var strict = Pods.Make("q");
        strict.Spec.SecurityContext = new V1PodSecurityContext { SupplementalGroupsPolicy = "Strict" };
        var able = new NodeTraits { HasAppArmor = true, HasStrictGroups = true };

        Check(confined)!.Reason.Should().Be("AppArmor");
        Check(strict)!.Reason.Should().Be("SupplementalGroupsPolicyNotSupported");
        PodAdmission.Check(Snapshots.Of(confined) with { Node = able }).Should().BeNull();
        PodAdmission.Check(Snapshots.Of(strict) with { Node = able }).Should().BeNull();
        confined.Spec.Containers[0].SecurityContext.AppArmorProfile.Type = "Unconfined";
        Check(confined).Should().BeNull();
    }

    [Fact]
    public void A_pod_that_does_not_fit_beside_the_others_is_turned_away()
    {
        var pod = Pods.Make("p");
        pod.Spec.Containers[0].Resources = new V1ResourceRequirements { Requests = new Dictionary<string, ResourceQuantity> { ["cpu"] = new("600m") } };
        var snapshot = Snapshots.Of(pod) with { Allocatable = new Dictionary<string, decimal> { ["cpu"] = 1 }.ToFrozenDictionary() };

        PodAdmission.Check(snapshot).Should().BeNull();
        PodAdmission.Check(snapshot with { Others = new ResourceShare(0.5m, 0) }).Should().Be(
            new PodRejection("OutOfcpu", "Node didn't have enough resource: cpu, requested: 600, used: 500, capacity: 1000"));
    }

    [Fact]
    public void Who_asks_for_nothing_or_has_begun_is_not_turned_away_from_a_full_node()
    {
        var pod = Pods.Make("p");
        var full = Snapshots.Of(pod) with
        {
            Allocatable = new Dictionary<string, decimal> { ["cpu"] = 1 }.ToFrozenDictionary(),
            Others = new ResourceShare(2, 0),
        };

        PodAdmission.Check(full).Should().BeNull();
        pod.Spec.Containers[0].Resources = new V1ResourceRequirements { Requests = new Dictionary<string, ResourceQuantity> { ["cpu"] = new("1") } };
        PodAdmission.Check(full).Should().NotBeNull();
        PodAdmission.Check(full with { IsAdmitted = true }).Should().BeNull();
        PodAdmission.Check(full with { Runtime = Snapshots.Of(pod, Snapshots.Sandbox()).Runtime }).Should().BeNull();
        pod.Status.StartTime = Snapshots.Now.UtcDateTime;
        PodAdmission.Check(full).Should().BeNull();
    }

    private static PodRejection? Check(V1Pod pod) => PodAdmission.Check(Snapshots.Of(pod));
}
