using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.Logging;
using MiniKube.Raft;
using MiniKube.Store.Certificates;

namespace MiniKube.Peers;

/// <summary>
/// By which members know each other: certificates of the peers' own authority, each in the name of a member, which alone may speak with it.
/// Addresses in them are not looked at, since those may change. Replaced files count from the next connection on.
/// </summary>
internal sealed class PeerCertificates
{
    private static readonly TimeSpan HandshakeTimeout = TimeSpan.FromSeconds(10);

    private readonly CertificateFiles _files;

    /// <exception cref="IOException">A file is missing.</exception>
    public PeerCertificates(PeerOptions options, ILogger logger)
    {
        _files = new CertificateFiles(options.CertificateFile, options.KeyFile, options.AuthorityFile, logger);
        _ = _files.Current;
    }

    public TlsHandshakeCallbackOptions ForServer() => new()
    {
        HandshakeTimeout = HandshakeTimeout,
        OnConnection = context => ValueTask.FromResult(ForServer(context.Connection)),
    };

    /// <param name="to">Who is called: nobody else may answer.</param>
    public SslClientAuthenticationOptions ForClient(MemberId to) => new()
    {
        LocalCertificateSelectionCallback = (_, _, _, _, _) => _files.Current.Own,
        RemoteCertificateValidationCallback = (_, certificate, _, _) =>
            certificate is X509Certificate2 shown && _files.Current.Trusts(shown) && PeerName.Read(shown).Contains(to),
    };

    private SslServerAuthenticationOptions ForServer(BaseConnectionContext connection)
    {
        var current = _files.Current;
        return new SslServerAuthenticationOptions
        {
            ServerCertificateContext = current.Context,
            ApplicationProtocols = [SslApplicationProtocol.Http2],
            ClientCertificateRequired = true,
            RemoteCertificateValidationCallback = (_, certificate, _, _) => IsMember(connection, certificate, current),
        };
    }

    private static bool IsMember(BaseConnectionContext connection, X509Certificate? certificate, CertificateSet current)
    {
        if (certificate is not X509Certificate2 shown || !current.Trusts(shown) || PeerName.Read(shown) is not [_, ..] members)
        {
            return false;
        }

        connection.Features.Set(new CertifiedMembers(members));
        return true;
    }
}
