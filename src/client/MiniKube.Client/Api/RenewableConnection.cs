using MiniKube.Client.Kubeconfigs;

namespace MiniKube.Client.Api;

/// <summary>A client whose identity is replaced while it is in use: requests that begin afterwards come under the new one.</summary>
public sealed class RenewableConnection : IDisposable
{
    private readonly Lock _gate = new();
    private readonly ReplaceableHandler _handler;
    private HttpMessageInvoker? _retired;

    public RenewableConnection(Kubeconfig config, string userAgent, TimeProvider time)
    {
        _handler = new ReplaceableHandler(ApiClientFactory.Connect(config));
        Client = new ApiClient(new ApiTransport(new HttpMessageInvoker(_handler, disposeHandler: false), config.Server, userAgent, config.Token, time));
    }

    public IApiClient Client { get; }

    /// <summary>Connects anew with the certificate of a kubeconfig of the same server. What is under way ends under the old one.</summary>
    public void Use(Kubeconfig newer)
    {
        lock (_gate)
        {
            // A request may have taken the last one and not begun yet; by the time of another renewal it has.
            _retired?.Dispose();
            _retired = _handler.Replace(ApiClientFactory.Connect(newer));
        }
    }

    public void Dispose()
    {
        _retired?.Dispose();
        _handler.Dispose();
    }

    private sealed class ReplaceableHandler(HttpMessageInvoker first) : HttpMessageHandler
    {
        private HttpMessageInvoker _current = first;

        public HttpMessageInvoker Replace(HttpMessageInvoker next) => Interlocked.Exchange(ref _current, next);

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            Volatile.Read(ref _current).SendAsync(request, cancellationToken);

        protected override void Dispose(bool disposing)
        {
            if (disposing)
            {
                _current.Dispose();
            }

            base.Dispose(disposing);
        }
    }
}
