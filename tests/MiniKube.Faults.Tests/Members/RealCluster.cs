using System.Collections.Immutable;
using MiniKube.Etcd.Client;
using MiniKube.Faults.Tests.Networks;

namespace MiniKube.Faults.Tests.Members;

/// <summary>Three processes that keep one store, and what lies between them.</summary>
internal sealed class RealCluster : IAsyncDisposable
{
    private const string Http = "https";

    private readonly ClusterCertificates _certificates;

    private static bool UsesLeaseReads => Environment.GetEnvironmentVariable("MKUBE_FAULT_LEASE_READS") == "1";

    private RealCluster(FaultNetwork network)
    {
        Network = network;
        Directory = System.IO.Directory.CreateTempSubdirectory("minikube-faults-").FullName;
        var members = Enumerable.Range(0, FaultNetwork.Members).ToArray();
        _certificates = new ClusterCertificates(Path.Combine(Directory, "certificates"), members.Select(network.AddressOf), [.. members.Select(NameOf)]);
        Members = [.. Enumerable.Range(0, FaultNetwork.Members).Select(Make)];
    }

    public FaultNetwork Network { get; }

    public ImmutableArray<RealMember> Members { get; }

    /// <summary>Everything that the members keep; gone after the test unless <see cref="IsKept"/>.</summary>
    public string Directory { get; }

    /// <summary>Somebody wants to look at the directories.</summary>
    public bool IsKept { get; set; }

    /// <summary>Starts three members that have nothing yet.</summary>
    public static async Task<RealCluster> StartAsync(Action<string> say, CancellationToken cancellationToken)
    {
        var cluster = new RealCluster(await FaultNetwork.MakeAsync(say, cancellationToken));
        try
        {
            await cluster.StartAllAsync(cancellationToken);
            return cluster;
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }
    }

    public async Task StartAllAsync(CancellationToken cancellationToken)
    {
        foreach (var member in Members)
        {
            member.Start();
        }

        foreach (var member in Members)
        {
            await member.WaitUntilUpAsync(cancellationToken);
        }
    }

    /// <summary>Who leads, as the one of the highest term says; null when nobody says so.</summary>
    public async Task<int?> FindLeaderAsync(CancellationToken cancellationToken)
    {
        var statuses = await Task.WhenAll(Members.Select(member => member.StatusAsync(cancellationToken)));
        var leader = Enumerable.Range(0, Members.Length)
            .Where(member => statuses[member] is { } status && status.Leader == status.Header.MemberId)
            .OrderByDescending(member => statuses[member]!.RaftTerm);
        return leader.Any() ? leader.First() : null;
    }

    /// <summary>How a client reaches the cluster.</summary>
    /// <param name="members">By which members.</param>
    /// <param name="patience">How long it waits for an answer.</param>
    public EtcdStoreOptions ClientOptions(IEnumerable<int> members, TimeSpan patience) => new()
    {
        Endpoints = [.. members.Select(AddressOf)],
        AuthorityFile = _certificates.AuthorityOf("clients"),
        CertificateFile = _certificates.CertificateOf("clients"),
        KeyFile = _certificates.KeyOf("clients"),
        RequestTimeout = patience,
        HistoryAge = null,
    };

    public async ValueTask DisposeAsync()
    {
        foreach (var member in Members)
        {
            await member.DisposeAsync();
        }

        await Network.DisposeAsync();
        if (!IsKept)
        {
            System.IO.Directory.Delete(Directory, recursive: true);
        }
    }

    private Uri AddressOf(int member) => new UriBuilder(Http, Network.AddressOf(member).ToString(), Network.ClientPortOf(member)).Uri;

    private RealMember Make(int member)
    {
        var peers = Enumerable.Range(0, FaultNetwork.Members).Select(other => $"{NameOf(other)}={PeerAddressOf(other)}");
        string[] arguments =
        [
            "--peer-listen", PeerAddressOf(member), "--peer-cert-file", _certificates.CertificateOf("peers"), "--peer-key-file", _certificates.KeyOf("peers"),
            "--peer-ca-file", _certificates.AuthorityOf("peers"), "--initial-cluster", string.Join(',', peers),
            "--etcd-listen", AddressOf(member).GetLeftPart(UriPartial.Authority), "--etcd-certfile", _certificates.CertificateOf("clients"),
            "--etcd-keyfile", _certificates.KeyOf("clients"), "--etcd-cafile", _certificates.AuthorityOf("clients"),
            .. UsesLeaseReads ? ["--lease-reads"] : Array.Empty<string>(),
        ];
        var endpoint = EtcdEndpoint.Open(AddressOf(member), ClientOptions([member], TimeSpan.FromSeconds(1)));
        return new RealMember(NameOf(member), Network.LauncherOf(member), arguments, Path.Combine(Directory, NameOf(member)), endpoint);
    }

    private string PeerAddressOf(int member) => $"{Http}://{Network.AddressOf(member)}:{Network.PeerPortOf(member)}";

    private static string NameOf(int member) => $"{(char)('a' + member)}";
}
