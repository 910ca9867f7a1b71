using System.Buffers;
using System.Net;
using System.Net.Http.Headers;
using k8s;
using k8s.Models;
using MiniKube.Api.Errors;
using MiniKube.Client.Serialization;

namespace MiniKube.Client.Api;

/// <summary>Sends requests, turns refusals into exceptions, and waits where the server asks to be tried again.</summary>
internal sealed class ApiTransport(HttpMessageInvoker invoker, Uri baseAddress, string userAgent, string? token, TimeProvider time) : IDisposable
{
    // As many as client-go: a server that is busy for longer has to be seen by the caller.
    private const int RetriesMax = 10;

    // Some servers live below a path of a proxy.
    private readonly string _prefix = baseAddress.GetLeftPart(UriPartial.Path).TrimEnd('/');

    /// <summary>The response to a request that the server did not refuse; the headers are read, the body is not.</summary>
    public async Task<HttpResponseMessage> SendAsync(
        HttpMethod method, string pathAndQuery, string accept, HttpBody? body, CancellationToken cancellationToken)
    {
        for (var attempt = 0; ; attempt++)
        {
            using var request = Request(method, pathAndQuery, accept, body);
            var response = await invoker.SendAsync(request, cancellationToken);
            if (response.IsSuccessStatusCode)
            {
                return response;
            }

            using (response)
            {
                if (attempt < RetriesMax && RetryAfter(response) is { } delay)
                {
                    await Task.Delay(delay, time, cancellationToken);
                    continue;
                }

                throw new ApiException(await StatusReader.ReadAsync(response, cancellationToken));
            }
        }
    }

    /// <summary>Posts an object whose answer says nothing new.</summary>
    public async Task PostAsync<T>(string path, ModelCodec<T> codec, T model, CancellationToken cancellationToken)
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        codec.Write(model, buffer);
        var body = new HttpBody("application/json", buffer.WrittenMemory);
        using var response = await SendAsync(HttpMethod.Post, path, "application/json", body, cancellationToken);
    }

    public void Dispose() => invoker.Dispose();

    private static TimeSpan? RetryAfter(HttpResponseMessage response) =>
        response.StatusCode is HttpStatusCode.TooManyRequests or HttpStatusCode.ServiceUnavailable
            ? response.Headers.RetryAfter?.Delta
            : null;

    private HttpRequestMessage Request(HttpMethod method, string pathAndQuery, string accept, HttpBody? body)
    {
        var request = new HttpRequestMessage(method, new Uri(_prefix + pathAndQuery))
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionOrLower,
        };
        request.Headers.TryAddWithoutValidation("Accept", accept);
        request.Headers.TryAddWithoutValidation("User-Agent", userAgent);
        if (token is not null)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        }

        if (body is { } content)
        {
            request.Content = new ReadOnlyMemoryContent(content.Bytes);
            request.Content.Headers.TryAddWithoutValidation("Content-Type", content.MediaType);
        }

        return request;
    }
}
