using Grpc.Core;
using MiniKube.Cri.V1;
using MiniKube.CriShim.Simulated;
using MiniKube.CriShim.Simulated.Images;

namespace MiniKube.CriShim.Tests.Simulated;

public sealed class SimulatedImageTests : IDisposable
{
    private readonly SimulatedNode _node = new(new SimulatedRuntimeOptions
    {
        MissingImages = ["example.com/gone:v1"],
        PullDelay = TimeSpan.FromSeconds(2),
    });

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _node.Dispose();

    [Theory]
    [InlineData("busybox", "docker.io/library/busybox:latest")]
    [InlineData("team/app:v1", "docker.io/team/app:v1")]
    [InlineData("localhost/app", "localhost/app:latest")]
    [InlineData("host:5000/app", "host:5000/app:latest")]
    [InlineData("example.com/app@sha256:12", "example.com/app@sha256:12")]
    public void A_name_is_filled_up_as_registries_understand_it(string name, string full)
        => ImageName.Parse(name).ToString().Should().Be(full);

    [Fact]
    public async Task A_pulled_image_is_found_by_every_name_it_has()
    {
        var pull = PullAsync("busybox:1.36");
        _node.Time.Advance(TimeSpan.FromSeconds(2));
        var id = await pull;

        var image = await FindAsync("docker.io/library/busybox:1.36");

        image!.Id.Should().Be(id);
        (await FindAsync(id)).Should().Be(image);
        (await FindAsync(image.RepoDigests.Single())).Should().Be(image);
        (await FindAsync("busybox:1.37")).Should().BeNull();
    }

    [Theory]
    [InlineData("invalid/anything")]
    [InlineData("example.com/gone:v1")]
    public async Task An_image_that_no_registry_has_is_not_found(string name)
    {
        var pull = PullAsync(name);
        _node.Time.Advance(TimeSpan.FromSeconds(2));

        var act = () => pull;

        (await act.Should().ThrowAsync<RpcException>()).Which.StatusCode.Should().Be(StatusCode.NotFound);
    }

    [Fact]
    public async Task A_removed_image_is_gone_with_all_its_names()
    {
        await _node.Images.RemoveImageAsync(new RemoveImageRequest { Image = new ImageSpec { Image = "web" } }, cancellationToken: Cancellation);

        (await FindAsync("web")).Should().BeNull();
        (await _node.Images.ListImagesAsync(new ListImagesRequest(), cancellationToken: Cancellation)).Images.Should().BeEmpty();
    }

    [Fact]
    public async Task A_container_needs_its_image()
    {
        var pod = SimulatedNode.Pod("a");
        var sandbox = await _node.RunSandboxAsync(pod);

        var act = async () => await _node.CreateAsync(sandbox, pod, static config => config.Image.Image = "absent");

        (await act.Should().ThrowAsync<RpcException>()).Which.StatusCode.Should().Be(StatusCode.NotFound);
    }

    private async Task<string> PullAsync(string name)
        => (await _node.Images.PullImageAsync(
            new PullImageRequest { Image = new ImageSpec { Image = name } }, cancellationToken: Cancellation)).ImageRef;

    private async Task<Image?> FindAsync(string name)
        => (await _node.Images.ImageStatusAsync(
            new ImageStatusRequest { Image = new ImageSpec { Image = name } }, cancellationToken: Cancellation)).Image;
}
