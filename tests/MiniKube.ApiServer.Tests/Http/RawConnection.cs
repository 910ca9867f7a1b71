using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using MiniKube.ApiServer.Tests.Support;

namespace MiniKube.ApiServer.Tests.Http;

/// <summary>A TLS connection on which a test says exactly what it wants. Trusts anybody, and keeps what was presented.</summary>
internal sealed class RawConnection : IAsyncDisposable
{
    private readonly TcpClient _tcp;
    private readonly SslStream _stream;

    private RawConnection(TcpClient tcp, SslStream stream)
    {
        _tcp = tcp;
        _stream = stream;
    }

    public SslProtocols Protocol => _stream.SslProtocol;

    public TlsCipherSuite Suite => _stream.NegotiatedCipherSuite;

    public X509Certificate2 Presented => (X509Certificate2)_stream.RemoteCertificate!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static async Task<RawConnection> OpenAsync(
        TestServer server, string name = "", SslProtocols protocols = SslProtocols.None, X509Certificate2? certificate = null)
    {
        var tcp = new TcpClient();
        await tcp.ConnectAsync(server.Host.Address!.Host, server.Host.Address.Port, Token);
        var stream = new SslStream(tcp.GetStream());
        await stream.AuthenticateAsClientAsync(
            new SslClientAuthenticationOptions
            {
                TargetHost = name,
                EnabledSslProtocols = protocols,
                ClientCertificates = certificate is null ? null : [certificate],
                RemoteCertificateValidationCallback = (_, presented, _, _) => presented is not null,
            },
            Token);
        return new RawConnection(tcp, stream);
    }

    public async Task SendAsync(string text)
    {
        await _stream.WriteAsync(Encoding.ASCII.GetBytes(text), Token);
        await _stream.FlushAsync(Token);
    }

    /// <summary>All that the server says until it closes.</summary>
    public async Task<string> ReadToEndAsync()
    {
        using var all = new MemoryStream();
        try
        {
            await _stream.CopyToAsync(all, Token);
        }
        catch (IOException)
        {
            // Cut off, which is an end too.
        }

        return Encoding.ASCII.GetString(all.ToArray());
    }

    public async ValueTask DisposeAsync()
    {
        await _stream.DisposeAsync();
        _tcp.Dispose();
    }
}
