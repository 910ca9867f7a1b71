using System.Collections.Immutable;
using MiniKube.Hosting.Stores;
using MiniKube.Peers;

namespace MiniKube.Etcd.Tests.Stores;

public sealed class StoreProcessTests
{
    private static readonly string[] Names = ["a", "b", "c"];

    private static readonly PeerOptions Peers = new()
    {
        Listen = new Uri("https://127.0.0.1:0"),
        CertificateFile = "own.crt",
        KeyFile = "own.key",
        AuthorityFile = "ca.crt",
    };

    [Fact]
    public void First_members_find_the_same_identities_from_their_names_alone()
    {
        var mine = StoreIdentities.Of("token", Names, "b");
        var others = StoreIdentities.Of("token", Names.Reverse(), "b");

        others.Should().Be(mine);
        StoreIdentities.Of("token", Names, "a").Cluster.Should().Be(mine.Cluster);
        StoreIdentities.Of("token", Names, "a").Member.Should().NotBe(mine.Member);
        StoreIdentities.Of("other", Names, "b").Cluster.Should().NotBe(mine.Cluster);
        StoreIdentities.TryRead(StoreIdentities.Write(mine)).Should().Be(mine);
    }

    [Theory]
    [InlineData("")]
    [InlineData("12")]
    [InlineData("12/xyz")]
    [InlineData("0/1")]
    public void What_is_no_identity_is_not_read_as_one(string text) => StoreIdentities.TryRead(text).Should().BeNull();

    [Fact]
    public void Options_that_do_not_go_together_are_refused_with_what_to_do()
    {
        var alone = new StoreProcessOptions { Name = "a", DataDirectory = "/none" };
        var cluster = ImmutableSortedDictionary<string, Uri>.Empty.Add("b", new Uri("https://127.0.0.1:1"));

        alone.Invoking(options => options.Validate()).Should().NotThrow();
        FluentActions.Invoking(() => (alone with { InitialCluster = cluster }).Validate())
            .Should().Throw<ArgumentException>().WithMessage("*--peer-listen*");
        FluentActions.Invoking(() => (alone with { InitialCluster = cluster, Peers = Peers }).Validate())
            .Should().Throw<ArgumentException>().WithMessage("*does not name this member*--join*");
        FluentActions.Invoking(() => (alone with { Peers = Peers with { Listen = new Uri("http://127.0.0.1:1") } }).Validate())
            .Should().Throw<ArgumentException>().WithMessage("*https only*");
    }
}
