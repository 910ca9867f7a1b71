using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using Microsoft.Extensions.Logging;

namespace MiniKube.Hosting.Replicas;

/// <summary>Asks a server to be taken in. The token's secret goes only to who is vouched for by the authority that the token names.</summary>
internal sealed partial class JoinClient(Uri server, JoinToken token, TimeProvider time, ILogger logger)
{
    private const int AttemptsMax = 60;

    private static readonly TimeSpan AttemptsInterval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(30);

    /// <exception cref="InvalidOperationException">The server refuses, is not the one that the token is for, or is not reached for a minute.</exception>
    public async Task<JoinAnswer> JoinAsync(JoinRequest request, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                var authority = await FetchAuthorityAsync(cancellationToken);
                return await AskAsync(authority, request, cancellationToken);
            }
            catch (Exception fault) when (fault is HttpRequestException or TaskCanceledException && !cancellationToken.IsCancellationRequested)
            {
                if (attempt == AttemptsMax || !MayPass(fault))
                {
                    throw new InvalidOperationException(
                        $"{server} cannot be asked to join ({fault.Message}): is it an mkube server that was started with --cluster-init or --join?", fault);
                }

                LogNotReached(server, fault.Message);
            }

            await Task.Delay(AttemptsInterval, time, cancellationToken);
        }
    }

    /// <summary>Nobody there, too slow, or not ready yet; but neither a wrong certificate nor another program.</summary>
    private static bool MayPass(Exception fault) => fault is not HttpRequestException http
        || http.StatusCode is HttpStatusCode.ServiceUnavailable
        || (http.StatusCode is null && http.HttpRequestError != HttpRequestError.SecureConnectionError);

    /// <summary>Fetched from whoever answers, and believed only when it is the one that the token names.</summary>
    private async Task<string> FetchAuthorityAsync(CancellationToken cancellationToken)
    {
        using var handler = new SocketsHttpHandler { UseProxy = false };
#pragma warning disable CA5359 // Nothing secret is sent; what comes is checked by its hash.
        handler.SslOptions.RemoteCertificateValidationCallback = static (_, _, _, _) => true;
#pragma warning restore CA5359
        using var http = Client(handler);
        var pem = await http.GetStringAsync(new Uri(server, JoinPaths.Authority), cancellationToken);
        return FingerprintOf(pem) == token.Authority
            ? pem
            : throw new InvalidOperationException($"{server} is not of the cluster that the token is for: its authority is another one");
    }

    private async Task<JoinAnswer> AskAsync(string authorityPem, JoinRequest request, CancellationToken cancellationToken)
    {
        using var authority = X509Certificate2.CreateFromPem(authorityPem);
        using var handler = new SocketsHttpHandler { UseProxy = false };
        handler.SslOptions.CertificateChainPolicy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck,
            CustomTrustStore = { authority },
        };
        using var http = Client(handler);
        using var message = new HttpRequestMessage(HttpMethod.Post, new Uri(server, JoinPaths.Join)) { Content = new ByteArrayContent(request.Write()) };
        message.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        message.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token.Write());
        using var response = await http.SendAsync(message, cancellationToken);
        var body = await response.Content.ReadAsByteArrayAsync(cancellationToken);
        return response.StatusCode switch
        {
            HttpStatusCode.OK => JoinAnswer.Read(body),
            HttpStatusCode.ServiceUnavailable => throw new HttpRequestException(MessageIn(body), null, response.StatusCode),
            _ => throw new InvalidOperationException($"{server} does not take this server in: {MessageIn(body)}"),
        };
    }

    private static HttpClient Client(SocketsHttpHandler handler) => new(handler) { Timeout = Timeout, MaxResponseContentBufferSize = JoinPaths.BytesMax };

    private static string FingerprintOf(string pem)
    {
        try
        {
            return JoinToken.FingerprintOf(pem);
        }
        catch (System.Security.Cryptography.CryptographicException)
        {
            return string.Empty;
        }
    }

    private static string MessageIn(byte[] body)
    {
        try
        {
            using var json = JsonDocument.Parse(body);
            return json.RootElement.GetProperty("message").GetString() ?? string.Empty;
        }
        catch (Exception broken) when (broken is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            return "its answer cannot be understood";
        }
    }

    [LoggerMessage(320, LogLevel.Warning, "{Server} does not take this server in yet, trying again: {Reason}")]
    private partial void LogNotReached(Uri server, string reason);
}
