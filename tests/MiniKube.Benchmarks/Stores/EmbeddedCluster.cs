using System.Collections.Immutable;
using Microsoft.Extensions.Logging.Abstractions;
using MiniKube.Hosting.Stores;
using MiniKube.Peers;
using MiniKube.Store;

namespace MiniKube.Benchmarks.Stores;

/// <summary>Three members in this process, which talk by gRPC with mutual TLS over loopback as those of other processes do.</summary>
internal sealed class EmbeddedCluster : IAsyncDisposable
{
    private static readonly ImmutableArray<string> Names = ["m1", "m2", "m3"];

    private readonly List<PeerNetwork> _networks = [];
    private readonly List<EmbeddedStore> _members = [];

    /// <summary>The member that leads.</summary>
    public EmbeddedStore Leader => _members.First(member => member.IsLeading);

    public static async Task<EmbeddedCluster> StartAsync(string directory, CancellationToken cancellationToken)
    {
        var cluster = new EmbeddedCluster();
        var certificates = PeerCertificates.Create(directory, Names);
        foreach (var _ in Names)
        {
            var options = new PeerOptions
            {
                Listen = new Uri("https://127.0.0.1:0"),
                CertificateFile = certificates.Certificate,
                KeyFile = certificates.Key,
                AuthorityFile = certificates.Authority,
            };
            cluster._networks.Add(await PeerNetwork.StartAsync(options, NullLoggerFactory.Instance, TimeProvider.System, cancellationToken));
        }

        var identities = Names.Select(name => StoreIdentities.Of("mkube", Names, name)).ToList();
        var first = identities.Zip(cluster._networks).ToImmutableSortedDictionary(
            each => each.First.Member, each => new MemberContact(each.First.Member.ToString(), [each.Second.Address.ToString()], []));
        foreach (var (identity, network) in identities.Zip(cluster._networks))
        {
            cluster._members.Add(await EmbeddedStore.OpenAsync(
                new StoreOptions { Directory = Path.Combine(directory, identity.Member.ToString()) },
                new ReplicationOptions { Identity = identity, FirstMembers = first },
                network,
                NullLoggerFactory.Instance,
                TimeProvider.System,
                cancellationToken));
        }

        // Answered only once somebody leads.
        await cluster._members[0].RangeAsync(new RangeRequest(Mvcc.KeyRange.Prefix(Mvcc.Key.From("/"))) { Limit = 1 }, cancellationToken);
        return cluster;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var member in _members)
        {
            await member.DisposeAsync();
        }

        foreach (var network in _networks)
        {
            await network.DisposeAsync();
        }
    }
}
