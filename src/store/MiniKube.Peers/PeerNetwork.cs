using Microsoft.Extensions.Logging;
using MiniKube.Store;
using MiniKube.Store.Peers;

namespace MiniKube.Peers;

/// <summary>Members that reach each other over gRPC with mutual TLS. Listens from its start; the member joins when its store opens.</summary>
public sealed class PeerNetwork : IPeerNetwork, IAsyncDisposable
{
    private readonly PeerServer _server;
    private readonly PeerService _service;
    private readonly PeerCertificates _certificates;
    private readonly Uri _advertised;
    private readonly ILogger _logger;
    private readonly TimeProvider _time;

    private PeerNetwork(
        PeerServer server, PeerService service, PeerCertificates certificates, Uri advertised, ILogger logger, TimeProvider time)
    {
        _server = server;
        _advertised = advertised;
        _service = service;
        _certificates = certificates;
        _logger = logger;
        _time = time;
    }

    /// <summary>Where it listens.</summary>
    public Uri Address => _server.Address;

    public static async Task<PeerNetwork> StartAsync(
        PeerOptions options, ILoggerFactory loggerFactory, TimeProvider time, CancellationToken cancellationToken)
    {
        options.Validate();
        var logger = loggerFactory.CreateLogger<PeerNetwork>();
        var certificates = new PeerCertificates(options, logger);
        var service = new PeerService();
        var server = await PeerServer.StartAsync(options, certificates, service, cancellationToken);
        return new PeerNetwork(server, service, certificates, options.Advertise ?? server.Address, logger, time);
    }

    public IPeers Join(StoreIdentity self, IPeerInbox inbox)
    {
        var peers = new GrpcPeers(new PeerCaller(self, _advertised, inbox, _certificates, _logger, _time));
        _service.Join(self, inbox, peers);
        return peers;
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();
}
