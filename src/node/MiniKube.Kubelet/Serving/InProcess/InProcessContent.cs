using System.Net;

namespace MiniKube.Kubelet.Serving.InProcess;

/// <summary>A body that is read while it is written; letting go of it ends the request.</summary>
internal sealed class InProcessContent(Stream stream, Action abandoned) : HttpContent
{
    protected override Task<Stream> CreateContentReadStreamAsync() => Task.FromResult(stream);

    protected override Task SerializeToStreamAsync(Stream target, TransportContext? context) => stream.CopyToAsync(target);

    protected override bool TryComputeLength(out long length)
    {
        length = 0;
        return false;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            abandoned();
        }

        base.Dispose(disposing);
    }
}
