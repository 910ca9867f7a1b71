using System.Buffers;
using System.IO.Compression;
using System.IO.Pipelines;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace MiniKube.ApiServer.Endpoints;

/// <summary>
/// Where an answer's JSON is written: straight into the response, through gzip when it is large and the client takes that, or indented
/// when a person reads it. Large answers go out while they are written.
/// </summary>
#pragma warning disable CA1001 // After a failure the gzip stream must not be ended: half an answer would look like a whole one.
internal sealed class ResponseBody
#pragma warning restore CA1001
{
    private const int GzipBytesMin = 128 * 1024;

    private const int FlushBytes = 64 * 1024;

    // Indenting needs the whole text; beyond this a person does not read it, and it goes out as it is.
    private const int IndentedBytesMax = 4 * 1024 * 1024;

    private readonly HttpResponse _response;
    private readonly GZipStream? _gzip;
    private readonly PipeWriter _target;
    private ArrayBufferWriter<byte>? _indenting;

    private ResponseBody(HttpContext context, long bytesExpected)
    {
        _response = context.Response;
        _response.ContentType = MediaTypes.Json;
        _indenting = WantsIndented(context.Request) ? new ArrayBufferWriter<byte>() : null;
        if (bytesExpected > GzipBytesMin && AcceptsGzip(context.Request))
        {
            _response.Headers.ContentEncoding = "gzip";
            _gzip = new GZipStream(_response.Body, CompressionLevel.Fastest);
            _target = PipeWriter.Create(_gzip);
        }
        else
        {
            _target = _response.BodyWriter;
        }
    }

    /// <summary>What is written here is not sent before <see cref="FlushIfLargeAsync"/> or <see cref="CompleteAsync"/>.</summary>
    public IBufferWriter<byte> Writer => _indenting is null ? _target : _indenting;

    /// <param name="context">The request.</param>
    /// <param name="code">The HTTP status.</param>
    /// <param name="bytesExpected">About how much will be written; decides over gzip.</param>
    public static ResponseBody Begin(HttpContext context, int code, long bytesExpected)
    {
        context.Response.StatusCode = code;
        return new ResponseBody(context, bytesExpected);
    }

    public static async Task WriteAsync(HttpContext context, int code, JsonNode tree)
    {
        var body = Begin(context, code, 0);
        using (var writer = new Utf8JsonWriter(body.Writer, new JsonWriterOptions { Encoder = JsonText.Encoder, SkipValidation = true }))
        {
            tree.WriteTo(writer);
        }

        await body.CompleteAsync(context.RequestAborted);
    }

    /// <summary>Call between the parts of a large answer; waits while the client is behind.</summary>
    public async ValueTask FlushIfLargeAsync(CancellationToken cancellationToken)
    {
        if (_indenting is { WrittenCount: > IndentedBytesMax } large)
        {
            _target.Write(large.WrittenSpan);
            _indenting = null;
        }

        if (_indenting is null && _target.UnflushedBytes > FlushBytes)
        {
            await _target.FlushAsync(cancellationToken);
        }
    }

    public async ValueTask CompleteAsync(CancellationToken cancellationToken)
    {
        if (_indenting is { } text)
        {
            WriteIndented(text.WrittenMemory);
        }

        if (_gzip is null)
        {
            if (!_response.HasStarted)
            {
                _response.ContentLength = _target.UnflushedBytes;
            }

            await _target.FlushAsync(cancellationToken);
            return;
        }

        await _target.FlushAsync(cancellationToken);
        await _target.CompleteAsync();
        await _gzip.DisposeAsync();
    }

    private void WriteIndented(ReadOnlyMemory<byte> json)
    {
        using var document = JsonDocument.Parse(json);
        using var writer = new Utf8JsonWriter(_target, new JsonWriterOptions { Indented = true, Encoder = JsonText.Encoder, SkipValidation = true });
        document.WriteTo(writer);
    }

    private static bool WantsIndented(HttpRequest request)
    {
        var asked = request.Query["pretty"].ToString();
        if (asked.Length > 0)
        {
            return asked is not ("false" or "0");
        }

        var agent = request.Headers.UserAgent.ToString();
        return agent.StartsWith("curl", StringComparison.Ordinal)
            || agent.StartsWith("Wget", StringComparison.Ordinal)
            || agent.StartsWith("Mozilla/5.0", StringComparison.Ordinal);
    }

    private static bool AcceptsGzip(HttpRequest request)
    {
        StringValues accepted = request.Headers.AcceptEncoding;
        return accepted.Count > 0 && accepted.ToString().Contains("gzip", StringComparison.Ordinal);
    }
}
