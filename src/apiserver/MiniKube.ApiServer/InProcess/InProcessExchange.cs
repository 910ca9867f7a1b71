using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace MiniKube.ApiServer.InProcess;

/// <summary>One request and its answer: the server's side is an <see cref="HttpContext"/>, the client's an <see cref="HttpResponseMessage"/>.</summary>
#pragma warning disable CA1001 // The source has no timer and either end may abort at any time: the collector frees it with the exchange.
internal sealed class InProcessExchange : IHttpRequestLifetimeFeature
#pragma warning restore CA1001
{
    private readonly CancellationTokenSource _aborted = new();
    private readonly TaskCompletionSource<HttpResponseMessage> _response = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly InProcessResponse _answer;
    private readonly HttpContext _context;

    private InProcessExchange(HttpRequestMessage request, InProcessCaller caller, Stream body, long? length)
    {
        RequestAborted = _aborted.Token;
        _answer = new InProcessResponse(Begin);
        var features = new FeatureCollection();
        features.Set<IHttpRequestFeature>(InProcessRequest.From(request, body, length));
        features.Set<IHttpRequestBodyDetectionFeature>(new BodyDetection(request.Content is not null));
        features.Set<IHttpResponseFeature>(_answer);
        features.Set<IHttpResponseBodyFeature>(_answer);
        features.Set<IHttpRequestLifetimeFeature>(this);
        features.Set(caller);
        if (InProcessUpgrade.IsAskedBy(request))
        {
            features.Set<IHttpUpgradeFeature>(new InProcessUpgrade(_answer));
        }

        _context = new DefaultHttpContext(features);
    }

    /// <summary>The token that the server's code sees; the pipeline may narrow it.</summary>
    public CancellationToken RequestAborted { get; set; }

    /// <summary>The answer, as soon as its headers are there.</summary>
    public Task<HttpResponseMessage> Response => _response.Task;

    public static async ValueTask<InProcessExchange> OpenAsync(HttpRequestMessage request, InProcessCaller caller, CancellationToken cancellationToken)
    {
        if (request.Content is not { } content)
        {
            return new InProcessExchange(request, caller, Stream.Null, length: null);
        }

        // Bodies that are already in memory are read where they are; others are pulled through a pipe as the server reads.
        var isInMemory = content is ByteArrayContent or ReadOnlyMemoryContent;
        var body = isInMemory ? await content.ReadAsStreamAsync(cancellationToken) : new RequestBodyStream(content);
        return new InProcessExchange(request, caller, body, content.Headers.ContentLength);
    }

    public void Start(RequestDelegate pipeline) => _ = RunAsync(pipeline);

    public void Abort()
    {
        // The server's own code may be writing: it ends the body once it has seen the token.
        _response.TrySetException(new HttpRequestException(HttpRequestError.ConnectionError, "The request was aborted."));
        _aborted.Cancel();
    }

    private void Begin()
    {
        var response = new HttpResponseMessage((HttpStatusCode)_answer.StatusCode)
        {
            ReasonPhrase = _answer.ReasonPhrase,
            Version = HttpVersion.Version11,
            Content = new InProcessContent(_answer.ClientStream, Abort),
        };
        foreach (var (name, values) in _answer.Headers)
        {
            if (!response.Headers.TryAddWithoutValidation(name, (IEnumerable<string?>)values))
            {
                response.Content.Headers.TryAddWithoutValidation(name, (IEnumerable<string?>)values);
            }
        }

        if (!_response.TrySetResult(response))
        {
            response.Dispose();
        }
    }

    private async Task RunAsync(RequestDelegate pipeline)
    {
        try
        {
            await pipeline(_context);
            if (_aborted.IsCancellationRequested)
            {
                _answer.Break(new IOException("The request was aborted."));
            }
            else
            {
                await _answer.CompleteAsync();
            }
        }
#pragma warning disable CA1031 // The edge of an in-process request: what breaks it is the caller's to see, as a broken connection would be.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            _answer.Break(fault);
            _response.TrySetException(new HttpRequestException(HttpRequestError.Unknown, "The request broke in the API server.", fault));
        }
        finally
        {
            await _answer.FireCompletedAsync();
            await _context.Request.Body.DisposeAsync();
        }
    }

    private sealed record BodyDetection(bool CanHaveBody) : IHttpRequestBodyDetectionFeature;
}
