using System.CommandLine;
using Microsoft.Extensions.Logging;
using MiniKube.Etcd.Front;
using MiniKube.Hosting.Stores;
using MiniKube.Peers;

namespace MiniKube.Commands;

/// <summary>The flags of <c>mkube store</c>.</summary>
internal sealed class StoreProcessOptionSet
{
    private readonly Option<string> _dataDirectory = SharedOptions.DataDirectory();
    private readonly Option<LogLevel> _logLevel = SharedOptions.LogLevel();

    private readonly InitialClusterOptionSet _members = new();
    private readonly Option<string?> _listen = new("--peer-listen") { Description = "Where other members reach this one, such as https://0.0.0.0:2380 [default: alone]." };
    private readonly Option<string?> _advertise = new("--peer-advertise") { Description = "The address that other members are told [default: --peer-listen]." };
    private readonly Option<string?> _certificate = new("--peer-cert-file") { Description = "This member's certificate, PEM." };
    private readonly Option<string?> _key = new("--peer-key-file") { Description = "The key of --peer-cert-file, PEM." };
    private readonly Option<string?> _authority = new("--peer-ca-file") { Description = "Who signs the members' certificates, and nothing else, PEM." };

    private readonly Option<string?> _join = new("--join")
    {
        Description = "Join the cluster to which this member has been added: <cluster>/<member>, as mkube member add shows them.",
    };

    private readonly Option<bool> _leaseReads = new("--lease-reads")
    {
        Description = "Let the leader serve reads without asking the others, all members alike. Only where clocks run alike and no machine is suspended.",
    };

    private readonly Option<string?> _etcdListen = new("--etcd-listen") { Description = "Serve etcd's clients there, such as http://127.0.0.1:2379 [default: nowhere]." };
    private readonly Option<string?> _etcdCertificate = new("--etcd-certfile") { Description = "The certificate shown to etcd's clients, PEM; for https." };
    private readonly Option<string?> _etcdKey = new("--etcd-keyfile") { Description = "The key of --etcd-certfile, PEM." };
    private readonly Option<string?> _etcdAuthority = new("--etcd-cafile") { Description = "Who signs the certificates of etcd's clients, PEM; for https." };

    private readonly Option<Uri?> _metrics = SharedOptions.Address(
        "--metrics-listen", "Tell numbers (/metrics) and health (/health) there by plain HTTP, such as http://127.0.0.1:2381 [default: nowhere].");

    public void AddTo(Command command)
    {
        _members.AddTo(command);
        foreach (var option in (Option[])
            [
                _dataDirectory, _listen, _advertise, _certificate, _key, _authority, _join, _leaseReads,
                _etcdListen, _etcdCertificate, _etcdKey, _etcdAuthority, _metrics, _logLevel,
            ])
        {
            command.Options.Add(option);
        }
    }

    public LogLevel LogLevel(ParseResult result) => result.GetValue(_logLevel);

    public StoreProcessOptions Read(ParseResult result) => new()
    {
        Name = _members.Name(result),
        DataDirectory = Path.GetFullPath(Path.Combine(result.GetRequiredValue(_dataDirectory), "store")),
        Peers = result.GetValue(_listen) is { } listen ? ReadPeers(result, Address(listen, _listen)) : null,
        InitialCluster = _members.Members(result),
        ClusterToken = _members.Token(result),
        Join = result.GetValue(_join) is not { } join
            ? null
            : StoreIdentities.TryRead(join) ?? throw new ArgumentException($"--join is '{join}': write <cluster>/<member>, both hexadecimal"),
        LeaseReads = result.GetValue(_leaseReads),
        MetricsListen = result.GetValue(_metrics),
        EtcdFront = result.GetValue(_etcdListen) is not { } etcd ? null : new EtcdFrontOptions
        {
            Listen = Address(etcd, _etcdListen),
            CertificateFile = result.GetValue(_etcdCertificate),
            KeyFile = result.GetValue(_etcdKey),
            ClientAuthorityFile = result.GetValue(_etcdAuthority),
        },
    };

    private PeerOptions ReadPeers(ParseResult result, Uri listen) => new()
    {
        Listen = listen,
        Advertise = result.GetValue(_advertise) is { } advertise ? Address(advertise, _advertise) : null,
        CertificateFile = Needed(result, _certificate),
        KeyFile = Needed(result, _key),
        AuthorityFile = Needed(result, _authority),
    };

    private static string Needed(ParseResult result, Option<string?> option) =>
        result.GetValue(option) ?? throw new ArgumentException($"{option.Name} is missing: members know each other by certificates");

    private static Uri Address(string text, Option option) =>
        Uri.TryCreate(text, UriKind.Absolute, out var address)
            ? address
            : throw new ArgumentException($"{option.Name} is '{text}': write an address such as https://127.0.0.1:2380");
}
