using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Nodes;
using MiniKube.ApiServer.Services;

namespace MiniKube.ApiServer.Webhooks;

/// <summary>Asks one webhook by TLS. It must present a certificate for its name that its authority vouches for.</summary>
#pragma warning disable CA1001 // Lives as long as requests use it; idle connections close by themselves after a minute.
internal sealed class WebhookClient
#pragma warning restore CA1001
{
    private const int AnswerBytesMax = 64 * 1024 * 1024;

    private readonly WebhookAddress _address;
    private readonly TimeProvider _time;
    private readonly HttpClient _http;

    public WebhookClient(WebhookAddress address, ServiceResolver services, TimeProvider time)
    {
        _address = address;
        _time = time;
        _http = new HttpClient(ServerHandler.For(address, services, time)) { MaxResponseContentBufferSize = AnswerBytesMax, Timeout = Timeout.InfiniteTimeSpan };
    }

    /// <summary>Posts JSON and reads the JSON that is answered. The webhook is told how long it has, as upstream tells it.</summary>
    /// <exception cref="HttpRequestException">The webhook cannot be reached, is not trusted, or answers with something else than JSON and success.</exception>
    /// <exception cref="TimeoutException">It took too long.</exception>
    public async ValueTask<JsonObject> PostAsync(ReadOnlyMemory<byte> body, TimeSpan timeout, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(timeout, _time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        var query = $"{(_address.Url.Query.Length == 0 ? "?" : "&")}timeout={Math.Ceiling(timeout.TotalSeconds)}s";
        using var request = new HttpRequestMessage(HttpMethod.Post, _address.Url + query) { Content = new ReadOnlyMemoryContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        request.Headers.Accept.ParseAdd("application/json");
        try
        {
            using var response = await SendAsync(request, query, both.Token);
            var answer = await response.Content.ReadAsByteArrayAsync(both.Token);
            if (!response.IsSuccessStatusCode)
            {
                throw new HttpRequestException(WebhookRefusal.Of((int)response.StatusCode, answer), null, response.StatusCode);
            }

            return JsonNode.Parse(answer, documentOptions: new JsonDocumentOptions { AllowDuplicateProperties = false }) as JsonObject
                ?? throw new HttpRequestException("the answer is not a JSON object");
        }
        catch (JsonException error)
        {
            throw new HttpRequestException($"couldn't get version/kind; json parse error: {error.Message}", error);
        }
        catch (OperationCanceledException error) when (limit.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException($"Post \"{Shown}{query}\": context deadline exceeded", error);
        }
    }

    /// <summary>As upstream writes it: a Service always with its port.</summary>
    private string Shown => _address.Service is null
        ? _address.Url.AbsoluteUri
        : $"https://{_address.Url.Host}:{_address.Url.Port}{_address.Url.AbsolutePath}";

    private async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, string query, CancellationToken cancellationToken)
    {
        try
        {
            return await _http.SendAsync(request, cancellationToken);
        }
        catch (HttpRequestException error)
        {
            throw new HttpRequestException($"Post \"{Shown}{query}\": {(error.InnerException ?? error).Message}", error);
        }
    }
}
