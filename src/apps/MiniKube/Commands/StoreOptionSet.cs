using System.Collections.Immutable;
using System.CommandLine;
using MiniKube.Etcd.Client;
using MiniKube.Etcd.Front;
using MiniKube.Hosting.ControlPlanes;

namespace MiniKube.Commands;

/// <summary>The flags that say where a control plane keeps its data, and who else may have it.</summary>
internal sealed class StoreOptionSet
{
    private readonly Option<string?> _listen = new("--etcd-listen")
    {
        Description = "Serve the store to etcd's clients there, such as http://127.0.0.1:2379 [default: nowhere].",
    };

    private readonly Option<string?> _listenCertificate = new("--etcd-certfile") { Description = "The certificate shown to etcd's clients, PEM; for https." };
    private readonly Option<string?> _listenKey = new("--etcd-keyfile") { Description = "The key of --etcd-certfile, PEM." };
    private readonly Option<string?> _listenAuthority = new("--etcd-cafile") { Description = "Who signs the certificates of etcd's clients, PEM; for https." };

    private readonly Option<string?> _endpoints = new("--datastore-endpoints")
    {
        Description = "Keep everything in this etcd cluster: https://…,https://… [default: an embedded store under the data directory].",
    };

    private readonly Option<string?> _authority = new("--datastore-cafile") { Description = "Who signs the certificates of the etcd cluster, PEM." };
    private readonly Option<string?> _certificate = new("--datastore-certfile") { Description = "The certificate to show to the etcd cluster, PEM." };
    private readonly Option<string?> _key = new("--datastore-keyfile") { Description = "The key of --datastore-certfile, PEM." };

    public void AddTo(Command command)
    {
        foreach (var option in (Option[])
            [_listen, _listenCertificate, _listenKey, _listenAuthority, _endpoints, _authority, _certificate, _key])
        {
            command.Options.Add(option);
        }
    }

    public ControlPlaneOptions Read(ParseResult result, ControlPlaneOptions options) => options with
    {
        EtcdFront = result.GetValue(_listen) is not { } listen ? null : new EtcdFrontOptions
        {
            Listen = Address(listen, _listen),
            CertificateFile = result.GetValue(_listenCertificate),
            KeyFile = result.GetValue(_listenKey),
            ClientAuthorityFile = result.GetValue(_listenAuthority),
        },
        Datastore = result.GetValue(_endpoints) is not { } endpoints ? null : new EtcdStoreOptions
        {
            Endpoints = Addresses(endpoints),
            AuthorityFile = result.GetValue(_authority),
            CertificateFile = result.GetValue(_certificate),
            KeyFile = result.GetValue(_key),
        },
    };

    private ImmutableArray<Uri> Addresses(string list) =>
        [.. list.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(text => Address(text, _endpoints))];

    private static Uri Address(string text, Option option) =>
        Uri.TryCreate(text, UriKind.Absolute, out var address)
            ? address
            : throw new ArgumentException($"{option.Name} is '{text}': write an address such as http://127.0.0.1:2379");
}
