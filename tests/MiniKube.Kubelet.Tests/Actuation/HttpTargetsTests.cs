using k8s.Models;
using MiniKube.Kubelet.Actuation;
using MiniKube.Kubelet.Tests.Fakes;

namespace MiniKube.Kubelet.Tests.Actuation;

public sealed class HttpTargetsTests
{
    private static readonly V1HTTPGetAction Get = new() { Port = 80, Path = "/ready?deep=1" };

    [Theory]
    [InlineData("10.0.0.7", "http://10.0.0.7/ready?deep=1")]
    [InlineData("fd00::7", "http://[fd00::7]/ready?deep=1")]
    public void The_pods_own_address_is_asked(string podIp, string address) =>
        HttpTargets.Of(Get, Pods.Container("web"), podIp).ToString().Should().Be(address);

    [Fact]
    public void A_host_that_is_named_needs_no_address_of_the_pod() =>
        HttpTargets.Host("example.org", null).Should().Be("example.org");

    [Fact]
    public void Without_an_address_nobody_else_is_asked() =>
        FluentActions.Invoking(() => HttpTargets.Of(Get, Pods.Container("web"), null))
            .Should().Throw<ContainerConfigException>().WithMessage("the pod has no address yet");
}
