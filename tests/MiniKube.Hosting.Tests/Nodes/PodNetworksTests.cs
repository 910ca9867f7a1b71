using System.Net;
using MiniKube.Hosting.Containerd;
using MiniKube.Hosting.Nodes;

namespace MiniKube.Hosting.Tests.Nodes;

public sealed class PodNetworksTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("networks").FullName;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public async Task Clusters_that_start_at_once_get_different_addresses()
    {
        var chosen = await Task.WhenAll(Enumerable.Range(0, 8).Select(number => Task.Run(() => Networks().ClaimAsync(Cluster($"c{number}"), null, Token), Token)));

        chosen.Should().BeEquivalentTo(Enumerable.Range(0, 8).Select(third => $"10.244.{third}.0/24"));
    }

    [Fact]
    public async Task A_cluster_keeps_its_addresses_when_it_starts_again()
    {
        await Networks().ClaimAsync(Cluster("a"), null, Token);
        await Networks().ClaimAsync(Cluster("b"), null, Token);
        await Networks().ReleaseAsync(Cluster("a"), Token);

        var again = await Networks().ClaimAsync(Cluster("b"), null, Token);

        again.Should().Be("10.244.1.0/24");
    }

    [Fact]
    public async Task Addresses_are_free_when_they_are_given_back_and_when_their_cluster_is_gone()
    {
        await Networks().ClaimAsync(Cluster("a"), null, Token);
        await Networks().ClaimAsync(Cluster("b"), null, Token);
        await Networks().ReleaseAsync(Cluster("a"), Token);
        Directory.Delete(Cluster("b"), recursive: true);

        (await Networks().ClaimAsync(Cluster("c"), null, Token)).Should().Be("10.244.0.0/24");
        (await Networks().ClaimAsync(Cluster("d"), null, Token)).Should().Be("10.244.1.0/24");
    }

    [Fact]
    public async Task Addresses_that_the_machine_has_itself_are_passed_over()
    {
        var networks = Networks(IPAddress.Parse("10.244.0.1"));

        (await networks.ClaimAsync(Cluster("a"), null, Token)).Should().Be("10.244.1.0/24");
    }

    [Theory]
    [InlineData("10.244.0.0/16")]
    [InlineData("10.244.0.128/25")]
    public async Task Addresses_of_another_cluster_are_refused_by_its_name(string wanted)
    {
        await Networks().ClaimAsync(Cluster("a"), null, Token);

        var claim = () => Networks().ClaimAsync(Cluster("b"), wanted, Token);

        (await claim.Should().ThrowAsync<PrerequisiteException>()).WithMessage($"*belong to the cluster of {Cluster("a")}*--pod-cidr*");
    }

    [Fact]
    public async Task What_is_no_range_is_refused()
    {
        var claim = () => Networks().ClaimAsync(Cluster("a"), "10.244.0.0", Token);

        await claim.Should().ThrowAsync<PrerequisiteException>().WithMessage("*is no range of pod addresses*");
    }

    private PodNetworks Networks(params IPAddress[] taken) => new(Path.Combine(_root, "claims"), taken, TimeProvider.System);

    private string Cluster(string name) => Directory.CreateDirectory(Path.Combine(_root, name)).FullName;
}
