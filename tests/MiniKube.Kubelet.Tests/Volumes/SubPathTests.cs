using MiniKube.Kubelet.Actuation;
using MiniKube.Kubelet.Tests.Fakes;
using MiniKube.Kubelet.Volumes;

namespace MiniKube.Kubelet.Tests.Volumes;

public sealed class SubPathTests : IDisposable
{
    private readonly TempDirectory _root = new();

    [Fact]
    public void A_missing_directory_is_made()
    {
        SubPath.Resolve(_root.Path, "a/b").Should().Be(_root["a/b"]);

        Directory.Exists(_root["a/b"]).Should().BeTrue();
    }

    [Fact]
    public void Links_inside_the_volume_are_followed()
    {
        Directory.CreateDirectory(_root["real"]);
        File.WriteAllText(_root["real/file"], "");
        File.CreateSymbolicLink(_root["link"], "real");

        SubPath.Resolve(_root.Path, "link/file").Should().Be(_root["real/file"]);
    }

    [Theory]
    [InlineData("../x")]
    [InlineData("a/../../x")]
    [InlineData("/etc")]
    public void A_path_cannot_climb_out(string path)
    {
        var act = () => SubPath.Resolve(_root.Path, path);

        act.Should().Throw<ContainerConfigException>();
    }

    [Theory]
    [InlineData("/etc")]
    [InlineData("../..")]
    public void A_link_cannot_lead_out(string target)
    {
        File.CreateSymbolicLink(_root["link"], target);

        var act = () => SubPath.Resolve(_root.Path, "link/passwd");

        act.Should().Throw<ContainerConfigException>().WithMessage("*leads out*");
    }

    public void Dispose() => _root.Dispose();
}
