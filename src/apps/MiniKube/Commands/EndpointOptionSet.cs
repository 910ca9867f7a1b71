using System.CommandLine;
using MiniKube.Etcd.Client;
using MiniKube.Etcd.Operators;

namespace MiniKube.Commands;

/// <summary>The flags that say where a store that runs is reached, by the names that etcdctl has.</summary>
internal sealed class EndpointOptionSet
{
    private readonly Option<string?> _endpoint = new("--endpoint") { Description = "A running store's etcd front: http://127.0.0.1:2379, or several, by commas." };
    private readonly Option<string?> _authority = new("--cacert") { Description = "Who signs the store's certificates, PEM." };
    private readonly Option<string?> _certificate = new("--cert") { Description = "The certificate to show to the store, PEM." };
    private readonly Option<string?> _key = new("--key") { Description = "The key of --cert, PEM." };

    public void AddTo(Command command)
    {
        foreach (var option in (Option[])[_endpoint, _authority, _certificate, _key])
        {
            command.Options.Add(option);
        }
    }

    public bool IsGiven(ParseResult result) => result.GetValue(_endpoint) is not null;

    public StoreOperator Open(ParseResult result, TimeProvider time, string? defaultEndpoint = null) => new(
        new EtcdStoreOptions
        {
            Endpoints = [.. (result.GetValue(_endpoint) ?? defaultEndpoint ?? string.Empty)
                .Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(Address)],
            AuthorityFile = result.GetValue(_authority),
            CertificateFile = result.GetValue(_certificate),
            KeyFile = result.GetValue(_key),
        },
        time);

    private static Uri Address(string text) => Uri.TryCreate(text, UriKind.Absolute, out var address)
        ? address
        : throw new ArgumentException($"--endpoint is '{text}': write an address such as http://127.0.0.1:2379");
}
