using System.Net;

namespace MiniKube.ApiServer.InProcess;

/// <summary>The body of an answer as the client reads it. Disposing it before its end ends the request.</summary>
internal sealed class InProcessContent(Stream body, Action abort) : HttpContent
{
    protected override Task<Stream> CreateContentReadStreamAsync() => Task.FromResult(body);

    protected override Stream CreateContentReadStream(CancellationToken cancellationToken) => body;

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, default);

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken) =>
        body.CopyToAsync(stream, cancellationToken);

    protected override bool TryComputeLength(out long length)
    {
        length = 0;
        return false;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            abort();
            body.Dispose();
        }

        base.Dispose(disposing);
    }
}
