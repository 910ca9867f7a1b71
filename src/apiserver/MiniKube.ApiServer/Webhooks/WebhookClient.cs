using System.Net.Http.Headers;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace MiniKube.ApiServer.Webhooks;

/// <summary>Asks one webhook by TLS. It must present a certificate for its name that its authority vouches for.</summary>
#pragma warning disable CA1001 // Lives as long as requests use it; idle connections close by themselves after a minute.
internal sealed class WebhookClient
#pragma warning restore CA1001
{
    private const int AnswerBytesMax = 64 * 1024 * 1024;

    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(10);

    private readonly WebhookAddress _address;
    private readonly ServiceResolver _services;
    private readonly TimeProvider _time;
    private readonly X509Certificate2Collection _authorities = [];
    private readonly HttpClient _http;

    public WebhookClient(WebhookAddress address, ServiceResolver services, TimeProvider time)
    {
        _address = address;
        _services = services;
        _time = time;
        var handler = new SocketsHttpHandler
        {
            UseProxy = false,
            AllowAutoRedirect = false,
            PooledConnectionIdleTimeout = TimeSpan.FromMinutes(1),
            ConnectTimeout = ConnectTimeout,
            ConnectCallback = DialAsync,
        };
        if (address.AuthorityPem.Length > 0)
        {
            _authorities.ImportFromPem(address.AuthorityPem);
            handler.SslOptions.RemoteCertificateValidationCallback = IsVouchedFor;
        }

        _http = new HttpClient(handler) { MaxResponseContentBufferSize = AnswerBytesMax, Timeout = Timeout.InfiniteTimeSpan };
    }

    /// <summary>Posts JSON and reads the JSON that is answered.</summary>
    /// <exception cref="HttpRequestException">The webhook cannot be reached, is not trusted, or answers with something else than JSON and success.</exception>
    /// <exception cref="TimeoutException">It took too long.</exception>
    public async ValueTask<JsonObject> PostAsync(ReadOnlyMemory<byte> body, TimeSpan timeout, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(timeout, _time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        using var request = new HttpRequestMessage(HttpMethod.Post, _address.Url) { Content = new ReadOnlyMemoryContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        request.Headers.Accept.ParseAdd("application/json");
        try
        {
            using var response = await _http.SendAsync(request, both.Token);
            response.EnsureSuccessStatusCode();
            var answer = await response.Content.ReadAsByteArrayAsync(both.Token);
            return JsonNode.Parse(answer, documentOptions: new JsonDocumentOptions { AllowDuplicateProperties = false }) as JsonObject
                ?? throw new HttpRequestException("the answer is not a JSON object");
        }
        catch (JsonException error)
        {
            throw new HttpRequestException($"the answer is not JSON: {error.Message}", error);
        }
        catch (OperationCanceledException error) when (limit.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException($"no answer within {timeout.TotalSeconds} s", error);
        }
    }

    private bool IsVouchedFor(object sender, X509Certificate? presented, X509Chain? chain, SslPolicyErrors errors)
    {
        if (presented is not X509Certificate2 certificate || errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch))
        {
            return false;
        }

        using var own = new X509Chain();
        own.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        own.ChainPolicy.CustomTrustStore.AddRange(_authorities);
        own.ChainPolicy.VerificationTime = _time.GetUtcNow().LocalDateTime;
        own.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        if (chain is not null)
        {
            own.ChainPolicy.ExtraStore.AddRange(chain.ChainPolicy.ExtraStore);
        }

        return own.Build(certificate);
    }

    private async ValueTask<Stream> DialAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var (host, port) = _address.Service is { } service
            ? await _services.ResolveAsync(service, context.DnsEndPoint.Port, cancellationToken)
            : (context.DnsEndPoint.Host, context.DnsEndPoint.Port);
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(host, port, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
