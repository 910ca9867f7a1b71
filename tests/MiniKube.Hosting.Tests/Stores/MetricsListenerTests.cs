using System.Collections.Immutable;
using System.Net;
using Microsoft.Extensions.Logging.Abstractions;
using MiniKube.ApiServer.Certificates;
using MiniKube.Hosting.Stores;
using MiniKube.Hosting.Tests.Replicas;
using MiniKube.Peers;

namespace MiniKube.Hosting.Tests.Stores;

public sealed class MetricsListenerTests : IDisposable
{
    private static readonly HostServices Services = HostServices.Real(NullLoggerFactory.Instance);

    private readonly string _directory = Directory.CreateTempSubdirectory("minikube-hosting-").FullName;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact(Timeout = 60_000)]
    public async Task A_store_tells_its_numbers_by_etcds_names_and_that_it_is_well()
    {
        await using var store = await StartAsync(Alone());
        using var http = new HttpClient { BaseAddress = store.MetricsAddress };

        var metrics = await http.GetStringAsync("/metrics", Stop);

        metrics.Should().Contain("\netcd_server_has_leader 1\n").And.Contain($"etcd_server_id{{server_id=\"{store.Store.Members.Identity.Member}\"}} 1\n")
            .And.Contain("\netcd_server_is_learner 0\n").And.Contain("\netcd_debugging_mvcc_current_revision ").And.MatchRegex("(?m)^process_resident_memory_bytes [1-9]");
        (await http.GetStringAsync("/health", Stop)).Should().Be("""{"health":"true","reason":""}""");
        (await http.GetStringAsync("/livez", Stop)).Should().Be("ok\n");
        (await http.GetAsync("/v2/keys", Stop)).StatusCode.Should().Be(HttpStatusCode.NotFound);
        (await http.PostAsync("/metrics", null, Stop)).StatusCode.Should().Be(HttpStatusCode.MethodNotAllowed);
    }

    [Fact(Timeout = 60_000)]
    public async Task A_member_without_a_majority_is_not_well_but_has_what_it_has()
    {
        var cluster = ImmutableSortedDictionary<string, Uri>.Empty.Add("a", Servers.FreeAddress()).Add("b", Servers.FreeAddress());
        await using var store = await StartAsync(Alone() with { InitialCluster = cluster, Peers = PeersOf("a", cluster) });
        using var http = new HttpClient { BaseAddress = store.MetricsAddress };

        using var answer = await http.GetAsync("/health", Stop);

        answer.StatusCode.Should().Be(HttpStatusCode.ServiceUnavailable);
        (await answer.Content.ReadAsStringAsync(Stop)).Should().Contain("\"health\":\"false\"");
        (await http.GetStringAsync("/health?serializable=true", Stop)).Should().Contain("\"health\":\"true\"");
        (await http.GetStringAsync("/metrics", Stop)).Should().Contain("\netcd_server_has_leader 0\n");
    }

    [Fact(Timeout = 60_000)]
    public async Task The_way_to_each_other_member_is_measured()
    {
        var cluster = ImmutableSortedDictionary<string, Uri>.Empty.Add("a", Servers.FreeAddress()).Add("b", Servers.FreeAddress());
        await using var a = await StartAsync(Alone("a") with { InitialCluster = cluster, Peers = PeersOf("a", cluster) });
        await using var b = await StartAsync(Alone("b") with { InitialCluster = cluster, Peers = PeersOf("b", cluster) });
        using var http = new HttpClient { BaseAddress = b.MetricsAddress };
        var measured = $"etcd_network_peer_round_trip_time_seconds_count{{To=\"{a.Store.Members.Identity.Member}\"}} ";

        string metrics;
        do
        {
            metrics = await http.GetStringAsync("/metrics", Stop);
        }
        while (!metrics.Contains(measured, StringComparison.Ordinal) || metrics.Contains(measured + "0\n", StringComparison.Ordinal));

        metrics.Should().Contain("# TYPE etcd_network_peer_round_trip_time_seconds histogram\n")
            .And.Contain($"etcd_network_peer_round_trip_time_seconds_bucket{{To=\"{a.Store.Members.Identity.Member}\",le=\"+Inf\"}} ");
    }

    [Theory]
    [InlineData("https://127.0.0.1:2381")]
    [InlineData("http://example.com:2381")]
    public void Where_nothing_can_listen_is_said_before_anything_starts(string listen) => FluentActions.Invoking(() => (Alone() with { MetricsListen = new Uri(listen) }).Validate())
        .Should().Throw<ArgumentException>();

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    private static Task<StoreProcess> StartAsync(StoreProcessOptions options) => StoreProcess.StartAsync(options, Services, Stop);

    private StoreProcessOptions Alone(string name = "a") => new()
    {
        Name = name,
        DataDirectory = Path.Combine(_directory, name),
        MetricsListen = new Uri("http://127.0.0.1:0"),
    };

    private PeerOptions PeersOf(string name, ImmutableSortedDictionary<string, Uri> cluster)
    {
        var directory = Path.Combine(_directory, "certificates");
        using var authority = PeerAuthority.Open(directory, Services.Time, Services.Random);
        authority.KeepCertificate(name, PeerName.Of(StoreIdentities.Of("mkube", cluster.Keys, name).Member));
        return new PeerOptions
        {
            Listen = cluster[name],
            CertificateFile = Path.Combine(directory, $"{name}.crt"),
            KeyFile = Path.Combine(directory, $"{name}.key"),
            AuthorityFile = authority.CertificateFile,
        };
    }
}
