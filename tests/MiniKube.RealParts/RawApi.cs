using System.Net.Http.Headers;
using System.Security.Cryptography.X509Certificates;
using MiniKube.Client.Kubeconfigs;

namespace MiniKube.RealParts;

/// <summary>Plain HTTP with the administrator's certificate, for what real clients hide.</summary>
public sealed class RawApi : IDisposable
{
    private readonly HttpClient _http;

    private RawApi(HttpClient http) => _http = http;

    public static async Task<RawApi> ConnectAsync(string kubeconfig, CancellationToken cancellationToken)
    {
        var config = await KubeconfigReader.ReadAsync(kubeconfig, cancellationToken);
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.ImportFromPem(config.CertificateAuthorityPem);
        using var pair = X509Certificate2.CreateFromPem(config.ClientCertificatePem, config.ClientKeyPem);
        var handler = new SocketsHttpHandler { EnableMultipleHttp2Connections = true };
        handler.SslOptions.CertificateChainPolicy = policy;
        handler.SslOptions.ClientCertificates = [X509CertificateLoader.LoadPkcs12(pair.Export(X509ContentType.Pkcs12), null)];
        return new RawApi(new HttpClient(handler) { BaseAddress = config.Server });
    }

    /// <summary>The client itself, for what <see cref="SendAsync"/> does not do.</summary>
    public HttpClient Http => _http;

    public async Task<RawAnswer> SendAsync(
        HttpMethod method,
        string path,
        CancellationToken cancellationToken,
        string? body = null,
        string contentType = "application/json",
        string? accept = null)
    {
        using var request = new HttpRequestMessage(method, path);
        if (body is not null)
        {
            request.Content = new StringContent(body);
            request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(contentType);
        }

        if (accept is not null)
        {
            request.Headers.TryAddWithoutValidation("Accept", accept);
        }

        using var response = await _http.SendAsync(request, cancellationToken);
        var text = await response.Content.ReadAsStringAsync(cancellationToken);
        var warnings = response.Headers.TryGetValues("Warning", out var values) ? values.ToArray() : [];
        return new RawAnswer((int)response.StatusCode, text, warnings);
    }

    public void Dispose() => _http.Dispose();
}
