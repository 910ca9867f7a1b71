using System.Collections.Immutable;
using System.CommandLine;
using System.Net.Security;
using MiniKube.ApiServer;
using MiniKube.ApiServer.Http;

namespace MiniKube.Commands;

/// <summary>The flags of TLS, by upstream's names.</summary>
internal sealed class TlsOptionSet
{
    private readonly Option<string?> _certificate = new("--tls-cert-file") { Description = "A certificate with its chain, in PEM, in the place of the cluster's own; read again when it changes." };
    private readonly Option<string?> _key = new("--tls-private-key-file") { Description = "The key of --tls-cert-file." };
    private readonly Option<string[]> _named = new("--tls-sni-cert-key") { Description = "certificate,key or certificate,key:name,name: presented to clients that ask for these names; may be given several times." };
    private readonly Option<string> _version = new("--tls-min-version") { Description = "VersionTLS12 or VersionTLS13.", DefaultValueFactory = _ => "VersionTLS12" };
    private readonly Option<string[]> _suites = ListOption.Create("--tls-cipher-suites", "Cipher suites of TLS 1.2, by their IANA names; the system's when none is given.");
    private readonly Option<int> _streams = new("--http2-max-streams-per-connection") { Description = "Requests at once on one HTTP/2 connection.", DefaultValueFactory = _ => 250 };

    public void AddTo(Command command)
    {
        foreach (var option in (Option[])[_certificate, _key, _named, _version, _suites, _streams])
        {
            command.Options.Add(option);
        }

        _version.AcceptOnlyFromAmong("VersionTLS12", "VersionTLS13");
        command.Validators.Add(result =>
        {
            if (result.GetResult(_certificate) is null != result.GetResult(_key) is null)
            {
                result.AddError("--tls-cert-file and --tls-private-key-file go together.");
            }

            foreach (var suite in (result.GetValue(_suites) ?? []).SelectMany(list => list.Split(',')).Where(suite => !Enum.TryParse<TlsCipherSuite>(suite.Trim(), out _)))
            {
                result.AddError($"--tls-cipher-suites: \"{suite}\" is no cipher suite: write its IANA name, such as TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256.");
            }

            foreach (var named in (result.GetValue(_named) ?? []).Where(named => NamedFrom(named) is null))
            {
                result.AddError($"--tls-sni-cert-key: \"{named}\": write certificate,key or certificate,key:name,name.");
            }
        });
    }

    public ApiServerOptions Apply(ParseResult result, ApiServerOptions options) => options with
    {
        StreamsPerConnectionMax = result.GetValue(_streams),
        Tls = new TlsOptions
        {
            Certificate = result.GetValue(_certificate) is { } certificate ? new CertificateFiles(certificate, result.GetValue(_key)!, []) : null,
            NamedCertificates = [.. (result.GetValue(_named) ?? []).Select(NamedFrom).OfType<CertificateFiles>()],
            IsTls13Only = result.GetValue(_version) == "VersionTLS13",
            CipherSuites = [.. ListOption.Read(result, _suites).Select(Enum.Parse<TlsCipherSuite>)],
        },
    };

    private static CertificateFiles? NamedFrom(string text)
    {
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        var files = (colon < 0 ? text : text[..colon]).Split(',');
        ImmutableArray<string> names = colon < 0 ? [] : [.. text[(colon + 1)..].Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)];
        return files is [{ Length: > 0 } certificate, { Length: > 0 } key] ? new CertificateFiles(certificate, key, names) : null;
    }
}
