using System.Collections.Immutable;
using Grpc.Core;
using MiniKube.Mvcc;
using MiniKube.Store;

namespace MiniKube.Etcd.Client;

/// <summary>The members of an etcd cluster, one of which is used until it fails.</summary>
internal sealed class EtcdConnection : IDisposable
{
    private readonly ImmutableArray<EtcdEndpoint> _endpoints;
    private readonly TimeSpan _requestTimeout;
    private readonly TimeProvider _time;
    private int _current;
    private long _newest;

    public EtcdConnection(EtcdStoreOptions options, TimeProvider time)
    {
        _endpoints = [.. options.Endpoints.Select(address => EtcdEndpoint.Open(address, options))];
        _requestTimeout = options.RequestTimeout;
        _time = time;
    }

    public EtcdEndpoint Current => _endpoints[Volatile.Read(ref _current)];

    /// <summary>The newest revision that an answer has named.</summary>
    public Revision Newest => new(Volatile.Read(ref _newest));

    public void Saw(long revision)
    {
        for (var known = Volatile.Read(ref _newest); known < revision; known = Volatile.Read(ref _newest))
        {
            Interlocked.CompareExchange(ref _newest, revision, known);
        }
    }

    /// <summary>Turns to the next member, unless somebody has turned away from this one already.</summary>
    public void Leave(EtcdEndpoint endpoint)
    {
        var position = _endpoints.IndexOf(endpoint);
        Interlocked.CompareExchange(ref _current, (position + 1) % _endpoints.Length, position);
    }

    /// <summary>Calls a member; another one when that is sure to do no harm: for reads, and for writes that were never sent. Each is tried once.</summary>
    /// <param name="call">The call.</param>
    /// <param name="isRead">It changes nothing.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <exception cref="StoreUnavailableException">No member answered; a write may have taken effect.</exception>
    public async ValueTask<T> CallAsync<T>(
        Func<EtcdEndpoint, CallOptions, AsyncUnaryCall<T>> call, bool isRead, CancellationToken cancellationToken)
    {
        for (var triesLeft = _endpoints.Length; ; triesLeft--)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var endpoint = Current;
            try
            {
                using var running = call(endpoint, new CallOptions(deadline: Deadline(), cancellationToken: cancellationToken));
                return await running;
            }
            catch (RpcException exception)
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (EtcdRefusals.Translate(exception, Newest) is { } refusal)
                {
                    throw refusal;
                }

                Leave(endpoint);
                if (triesLeft <= 1 || !(isRead || EtcdRefusals.WasNeverSent(exception)))
                {
                    throw Unavailable(endpoint, exception);
                }
            }
        }
    }

    public void Dispose()
    {
        foreach (var endpoint in _endpoints)
        {
            endpoint.Dispose();
        }
    }

    private static StoreUnavailableException Unavailable(EtcdEndpoint endpoint, RpcException exception) =>
        new($"etcd at {endpoint.Address} does not serve: {exception.Status.Detail}", exception);

    private DateTime Deadline() => _time.GetUtcNow().UtcDateTime + _requestTimeout;
}
