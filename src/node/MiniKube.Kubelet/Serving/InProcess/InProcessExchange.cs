using System.IO.Pipelines;
using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using MiniKube.Kubelet.Serving.Channels;

namespace MiniKube.Kubelet.Serving.InProcess;

/// <summary>One request without a body, and its answer: headers go out with the first write, or with the end.</summary>
#pragma warning disable CA1001 // The source has no timer, and both ends may abort at any time: the collector frees it with the exchange.
internal sealed class InProcessExchange : IHttpResponseFeature, IHttpResponseBodyFeature, IHttpUpgradeFeature, IHttpRequestLifetimeFeature
#pragma warning restore CA1001
{
    private const int AheadBytesMax = 256 * 1024;

    private readonly CancellationTokenSource _aborted = new();
    private readonly TaskCompletionSource<HttpResponseMessage> _response = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Pipe _toClient = NewPipe();
    private readonly Pipe _toServer = NewPipe();
    private readonly DefaultHttpContext _context;
    private readonly PipeWriter _writer;
    private bool _isUpgraded;

    public InProcessExchange(HttpRequestMessage request)
    {
        RequestAborted = _aborted.Token;
        Stream = new StartingStream(_toClient.Writer.AsStream(leaveOpen: true), Begin);
        _writer = PipeWriter.Create(Stream, new StreamPipeWriterOptions(leaveOpen: true));
        IsUpgradableRequest = request.Headers.Upgrade.Count > 0;
        var features = new FeatureCollection();
        features.Set<IHttpRequestFeature>(RequestOf(request));
        features.Set<IHttpResponseFeature>(this);
        features.Set<IHttpResponseBodyFeature>(this);
        features.Set<IHttpRequestLifetimeFeature>(this);
        features.Set<IHttpUpgradeFeature>(this);
        _context = new DefaultHttpContext(features);
    }

    public Task<HttpResponseMessage> Response => _response.Task;

    public int StatusCode { get; set; } = StatusCodes.Status200OK;

    public string? ReasonPhrase { get; set; }

    public IHeaderDictionary Headers { get; set; } = new HeaderDictionary();

    public Stream Body
    {
        get => Stream;
        set => throw new NotSupportedException("The body is this exchange's own");
    }

    public bool HasStarted { get; private set; }

    public Stream Stream { get; }

    public PipeWriter Writer => _writer;

    public bool IsUpgradableRequest { get; }

    public CancellationToken RequestAborted { get; set; }

    public void Start(Func<HttpContext, CancellationToken, Task> serve) => _ = RunAsync(serve);

    public void Abort()
    {
        _ = _response.TrySetException(new HttpRequestException(HttpRequestError.ConnectionError, "The request was aborted"));
        _aborted.Cancel();
    }

    public void OnStarting(Func<object, Task> callback, object state) => throw new NotSupportedException("Nothing on this path asks for it");

    public void OnCompleted(Func<object, Task> callback, object state) => throw new NotSupportedException("Nothing on this path asks for it");

    public void DisableBuffering()
    {
        // Every write goes straight to its reader.
    }

    public Task StartAsync(CancellationToken cancellationToken = default)
    {
        Begin();
        return Task.CompletedTask;
    }

    public Task SendFileAsync(string path, long offset, long? count, CancellationToken cancellationToken = default) =>
        SendFileFallback.SendFileAsync(Stream, path, offset, count, cancellationToken);

    public async Task CompleteAsync()
    {
        Begin();
        await _writer.CompleteAsync();
        await _toClient.Writer.CompleteAsync();
    }

    public Task<Stream> UpgradeAsync()
    {
        StatusCode = StatusCodes.Status101SwitchingProtocols;
        _isUpgraded = true;
        Begin();
        return Task.FromResult<Stream>(new DuplexChannel(_toServer.Reader.AsStream(), Stream));
    }

    private static Pipe NewPipe() =>
        new(new PipeOptions(pauseWriterThreshold: AheadBytesMax, resumeWriterThreshold: AheadBytesMax / 2, useSynchronizationContext: false));

    private static HttpRequestFeature RequestOf(HttpRequestMessage request)
    {
        var address = request.RequestUri!;
        var feature = new HttpRequestFeature
        {
            Method = request.Method.Method,
            Scheme = address.Scheme,
            Path = Uri.UnescapeDataString(address.AbsolutePath),
            QueryString = address.Query,
            Protocol = "HTTP/1.1",
            Body = Stream.Null,
        };
        foreach (var (name, values) in request.Headers)
        {
            feature.Headers[name] = values.ToArray();
        }

        return feature;
    }

    private void Begin()
    {
        if (HasStarted)
        {
            return;
        }

        HasStarted = true;
        var body = _toClient.Reader.AsStream();
        var response = new HttpResponseMessage((HttpStatusCode)StatusCode)
        {
            ReasonPhrase = ReasonPhrase,
            Content = new InProcessContent(_isUpgraded ? new DuplexChannel(body, _toServer.Writer.AsStream()) : body, Abort),
        };
        foreach (var (name, values) in Headers)
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

    private async Task RunAsync(Func<HttpContext, CancellationToken, Task> serve)
    {
        await Task.Yield();
        try
        {
            await serve(_context, RequestAborted);
            await CompleteAsync();
        }
#pragma warning disable CA1031 // The edge of an in-process request: what breaks it is the caller's to see, as a broken connection would be.
        catch (Exception e)
#pragma warning restore CA1031
        {
            _ = _response.TrySetException(new HttpRequestException(HttpRequestError.Unknown, "The request broke in the node", e));
            await _toClient.Writer.CompleteAsync(new IOException("The request broke in the node", e));
        }
        finally
        {
            await _toServer.Reader.CompleteAsync();
        }
    }
}
