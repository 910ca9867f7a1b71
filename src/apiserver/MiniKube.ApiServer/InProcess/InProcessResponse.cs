using System.IO.Pipelines;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace MiniKube.ApiServer.InProcess;

/// <summary>The server's side of an answer. Headers go out with the first flush or the end; the body waits for its reader.</summary>
internal sealed class InProcessResponse : IHttpResponseFeature, IHttpResponseBodyFeature
{
    // What may be written ahead of the reader, as a socket's buffers would hold.
    private const int AheadBytesMax = 256 * 1024;

    private readonly Pipe _pipe = new(new PipeOptions(
        pauseWriterThreshold: AheadBytesMax, resumeWriterThreshold: AheadBytesMax / 2, useSynchronizationContext: false));

    private readonly Stack<(Func<object, Task> Callback, object State)> _starting = new();
    private readonly Stack<(Func<object, Task> Callback, object State)> _completed = new();
    private readonly Action _begin;
    private readonly StartingPipeWriter _writer;
    private Stream? _stream;
    private Stream? _clientStream;

    public InProcessResponse(Action begin)
    {
        _begin = begin;
        _writer = new StartingPipeWriter(_pipe.Writer, this);
    }

    public int StatusCode { get; set; } = StatusCodes.Status200OK;

    public string? ReasonPhrase { get; set; }

    public IHeaderDictionary Headers { get; set; } = new HeaderDictionary();

    public bool HasStarted { get; private set; }

    /// <summary>What the client reads (and, after an upgrade, writes).</summary>
    public Stream ClientStream
    {
        get => _clientStream ??= _pipe.Reader.AsStream();
        set => _clientStream = value;
    }

    public Stream Stream => _stream ??= _writer.AsStream(leaveOpen: true);

    public PipeWriter Writer => _writer;

    Stream IHttpResponseFeature.Body
    {
        get => Stream;
        set => throw new NotSupportedException("Replace the body feature instead.");
    }

    public void OnStarting(Func<object, Task> callback, object state)
    {
        if (HasStarted)
        {
            throw new InvalidOperationException("The response has started.");
        }

        _starting.Push((callback, state));
    }

    public void OnCompleted(Func<object, Task> callback, object state) => _completed.Push((callback, state));

    public void DisableBuffering()
    {
    }

    public async Task StartAsync(CancellationToken cancellationToken = default)
    {
        if (HasStarted)
        {
            return;
        }

        while (_starting.TryPop(out var starting))
        {
            await starting.Callback(starting.State);
        }

        HasStarted = true;
        ((HeaderDictionary)Headers).IsReadOnly = true;
        _begin();
    }

    public Task SendFileAsync(string path, long offset, long? count, CancellationToken cancellationToken = default) =>
        SendFileFallback.SendFileAsync(Stream, path, offset, count, cancellationToken);

    public async Task CompleteAsync()
    {
        await StartAsync(default);
        await _pipe.Writer.CompleteAsync();
    }

    /// <summary>The reader gets the fault after what was flushed.</summary>
    public void Break(Exception fault) => _pipe.Writer.Complete(fault);

    public async Task FireCompletedAsync()
    {
        while (_completed.TryPop(out var completed))
        {
            await completed.Callback(completed.State);
        }
    }
}
