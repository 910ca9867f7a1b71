using MiniKube.ApiServer.Webhooks;

namespace MiniKube.ApiServer.Authentication.Jwt;

/// <summary>The way to an issuer: TLS by its authority or the machine's, no redirects, small answers.</summary>
internal static class IssuerHttp
{
    private const int AnswerBytesMax = 1024 * 1024;

    public static HttpClient For(JwtIssuerConfiguration issuer, TimeProvider time)
    {
        var handler = new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, PooledConnectionIdleTimeout = TimeSpan.FromMinutes(1) };
        if (issuer.AuthorityPem.Length > 0)
        {
            handler.SslOptions.RemoteCertificateValidationCallback = PeerTrust.By(issuer.AuthorityPem, time);
        }

        return new HttpClient(handler) { MaxResponseContentBufferSize = AnswerBytesMax, Timeout = Timeout.InfiniteTimeSpan };
    }
}
