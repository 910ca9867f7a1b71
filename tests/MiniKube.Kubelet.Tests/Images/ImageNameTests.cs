using MiniKube.Kubelet.Images;

namespace MiniKube.Kubelet.Tests.Images;

public sealed class ImageNameTests
{
    [Theory]
    [InlineData("busybox", true)]
    [InlineData("busybox:1.36", true)]
    [InlineData("library/busybox", true)]
    [InlineData("registry.example:5000/a/b_c/d-e:v1.2", true)]
    [InlineData("localhost/x", true)]
    [InlineData("x@sha256:0123456789012345678901234567890123456789012345678901234567890123", true)]
    [InlineData("x:1@sha256:0123456789012345678901234567890123456789012345678901234567890123", true)]
    [InlineData("", false)]
    [InlineData("Busybox", false)]
    [InlineData("a b", false)]
    [InlineData("x:", false)]
    [InlineData("x:-bad", false)]
    [InlineData("x@sha256:short", false)]
    [InlineData("a//b", false)]
    public void Names_that_no_registry_would_take_are_known_beforehand(string name, bool isValid)
    {
        ImageName.IsValid(name).Should().Be(isValid);
    }

    [Theory]
    [InlineData("busybox", "docker.io")]
    [InlineData("team/app", "docker.io")]
    [InlineData("ghcr.io/team/app:1", "ghcr.io")]
    [InlineData("localhost:5000/app", "localhost:5000")]
    public void The_registry_is_read_off_the_name(string name, string registry)
    {
        ImageName.Registry(name).Should().Be(registry);
    }
}
