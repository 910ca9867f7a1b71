namespace MiniKube.Testing;

/// <summary>Leads the official client, which brings its own last handler, into this process instead.</summary>
internal sealed class InProcessHandler(HttpMessageHandler target) : DelegatingHandler
{
    private readonly HttpMessageInvoker _target = new(target, disposeHandler: false);

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
        _target.SendAsync(request, cancellationToken);

    protected override void Dispose(bool disposing)
    {
        _target.Dispose();
        base.Dispose(disposing);
    }
}
