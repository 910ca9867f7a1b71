using System.Buffers;
using System.IO.Compression;
using System.IO.Pipelines;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using MiniKube.Api.Errors;
using MiniKube.Api.Names;
using MiniKube.ApiServer.Http;
using MiniKube.ApiServer.Negotiation;
using MiniKube.ApiServer.Registry;

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

    private ResponseBody(HttpContext context, long bytesExpected, WireEncoding encoding)
    {
        _response = context.Response;
        _response.ContentType = AcceptedType.MediaType(encoding);
        _indenting = encoding == WireEncoding.Json && Answer.IsPretty(context.Request) ? new ArrayBufferWriter<byte>() : null;
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
    /// <param name="encoding">Of what will be written; names the content type.</param>
    public static ResponseBody Begin(HttpContext context, int code, long bytesExpected, WireEncoding encoding)
    {
        context.Response.StatusCode = code;
        return new ResponseBody(context, bytesExpected, encoding);
    }

    /// <summary>Answers with a document that has kind and apiVersion.</summary>
    public static Task WriteAsync(HttpContext context, int code, WireEncoding encoding, JsonObject tree)
    {
        var json = new ArrayBufferWriter<byte>(1024);
        using (var writer = new Utf8JsonWriter(json, new JsonWriterOptions { Encoder = JsonText.Encoder, SkipValidation = true }))
        {
            tree.WriteTo(writer);
        }

        var kind = GroupVersion.TryParse(tree.Text("apiVersion"), out var version) ? version.WithKind(tree.Text("kind")) : DocumentEncoder.StatusKind;
        return WriteAsync(context, code, encoding, json.WrittenMemory, kind);
    }

    public static Task WriteAsync(HttpContext context, int code, WireEncoding encoding, ApiStatus status)
    {
        context.Scope.Audit?.TakeStatus(status);
        return WriteAsync(context, code, encoding, StatusJson.ToBytes(status), DocumentEncoder.StatusKind);
    }

    private static async Task WriteAsync(HttpContext context, int code, WireEncoding encoding, ReadOnlyMemory<byte> json, GroupVersionKind kind)
    {
        var body = Begin(context, code, json.Length, encoding);
        DocumentEncoder.Write(json.Span, kind, encoding, body.Writer);
        await body.CompleteAsync(context.RequestAborted);
    }

    /// <summary>Sends what has been written so far, if nothing has been sent yet: there will be more, but it may take a while.</summary>
    public async ValueTask FlushHeadAsync(CancellationToken cancellationToken)
    {
        if (_indenting is null && !_response.HasStarted)
        {
            await _target.FlushAsync(cancellationToken);
        }
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
            var flush = _target.FlushAsync(cancellationToken);
            if (!flush.IsCompletedSuccessfully)
            {
                await flush;
                await _response.HttpContext.Scope.NextTurn(cancellationToken);
            }
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

    private static bool AcceptsGzip(HttpRequest request)
    {
        StringValues accepted = request.Headers.AcceptEncoding;
        return accepted.Count > 0 && accepted.ToString().Contains("gzip", StringComparison.Ordinal);
    }
}
