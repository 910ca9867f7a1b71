using k8s.Models;
using MiniKube.Kubelet.Actuation;
using MiniKube.Kubelet.Tests.Fakes;
using MiniKube.Kubelet.Volumes;

namespace MiniKube.Kubelet.Tests.Volumes;

public sealed class VolumeContentTests
{
    [Theory]
    [InlineData(1000L, null, 0b110_000_000, 1000u)]
    [InlineData(null, 10000L, 0b110_000_000, 0u)]
    [InlineData(1000L, 10000L, 0b110_000_000, 1000u)]
    [InlineData(null, null, 0b110_100_100, 0u)]
    public async Task A_token_is_read_by_the_pods_user_and_group_alone(long? user, long? group, int mode, uint owner)
    {
        var pod = Pods.Make("p");
        pod.Spec.SecurityContext = new V1PodSecurityContext { RunAsUser = user, FsGroup = group };
        var volume = new V1Volume
        {
            Name = "v",
            Projected = new V1ProjectedVolumeSource
            {
                Sources = [new V1VolumeProjection { ServiceAccountToken = new V1ServiceAccountTokenProjection { Path = "token", ExpirationSeconds = 3600 } }],
            },
        };
        var objects = new ApiPodObjects(new FakeApi(TimeProvider.System), services: null);
        var content = new VolumeContent(objects, new ServiceAccountTokens(objects, TimeProvider.System), static () => new Dictionary<string, ResourceQuantity>());

        var files = await content.ReadAsync(pod, volume, TestContext.Current.CancellationToken);

        files!["token"].Mode.Should().Be(mode);
        files["token"].Owner.Should().Be(owner);
    }
}
