using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace MiniKube.ApiServer.Webhooks;

/// <summary>Puts reviews to a webhook that an operator named: once more when it cannot be reached or is not well, within the time it is given.</summary>
#pragma warning disable CA1001 // Lives as long as requests use it; idle connections close by themselves after a minute.
internal sealed class ReviewClient
#pragma warning restore CA1001
{
    private const int AnswerBytesMax = 1024 * 1024;
    private const int AttemptsMax = 3;

    private static readonly TimeSpan RetryDelay = TimeSpan.FromMilliseconds(100);

    private readonly KubeconfigServer _server;
    private readonly TimeProvider _time;
    private readonly HttpClient _http;

    public ReviewClient(KubeconfigServer server, TimeProvider time)
    {
        _server = server;
        _time = time;
        _http = new HttpClient(server.Handler(time)) { MaxResponseContentBufferSize = AnswerBytesMax, Timeout = Timeout.InfiniteTimeSpan };
    }

    /// <exception cref="HttpRequestException">It cannot be reached, is not trusted, or answers with something else than JSON and success.</exception>
    /// <exception cref="TimeoutException">It took too long.</exception>
    public async ValueTask<JsonObject> AskAsync(JsonObject review, TimeSpan timeout, CancellationToken cancellationToken)
    {
        var body = Encoding.UTF8.GetBytes(review.ToJsonString());
        using var limit = new CancellationTokenSource(timeout, _time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            for (var attempt = 1; ; attempt++)
            {
                try
                {
                    return await PostAsync(body, both.Token);
                }
                catch (HttpRequestException error) when (attempt < AttemptsMax && IsPassing(error))
                {
                    await Task.Delay(RetryDelay, _time, both.Token);
                }
            }
        }
        catch (OperationCanceledException error) when (limit.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException($"no answer within {timeout.TotalSeconds} s", error);
        }
    }

    private async Task<JsonObject> PostAsync(byte[] body, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, _server.Url) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        request.Headers.Accept.ParseAdd("application/json");
        if (_server.Authorization.Length > 0)
        {
            request.Headers.TryAddWithoutValidation("Authorization", _server.Authorization);
        }

        using var response = await _http.SendAsync(request, cancellationToken);
        response.EnsureSuccessStatusCode();
        try
        {
            var answer = await response.Content.ReadAsByteArrayAsync(cancellationToken);
            return JsonNode.Parse(answer, documentOptions: new JsonDocumentOptions { AllowDuplicateProperties = false }) as JsonObject
                ?? throw new HttpRequestException("the answer is not a JSON object");
        }
        catch (JsonException error)
        {
            throw new HttpRequestException($"the answer is not JSON: {error.Message}", error);
        }
    }

    /// <summary>May be over in a moment, as upstream sees it.</summary>
    private static bool IsPassing(HttpRequestException error) => error.StatusCode is { } code
        ? code >= HttpStatusCode.InternalServerError || code == HttpStatusCode.TooManyRequests
        : error.HttpRequestError is HttpRequestError.ConnectionError or HttpRequestError.ResponseEnded;
}
