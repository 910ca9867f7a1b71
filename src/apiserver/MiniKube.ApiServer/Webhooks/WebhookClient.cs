using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Nodes;

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
}
