using Grpc.Net.Client;
using MiniKube.Peers.Protocol;
using MiniKube.Raft;
using MiniKube.Store.Metrics;

namespace MiniKube.Peers;

/// <summary>The way to one member at one address: a connection for messages, and one for snapshots, which must not hold the former up.</summary>
internal sealed class PeerLink : IAsyncDisposable
{
    private const int LettersMax = 4096;
    private const int LettersPerFrameMax = 256;

    /// <summary>The sender of a snapshot waits for an answer to each part.</summary>
    private const int PartsMax = 4;

    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan ReconnectBackOff = TimeSpan.FromMilliseconds(50);

    private readonly GrpcChannel _channel;
    private readonly GrpcChannel _bulkChannel;
    private readonly PeerProbe _probe;

    public PeerLink(PeerCaller caller, MemberId to, Uri address)
    {
        Address = address;
        _channel = Connect(address, to, caller.Certificates);
        _bulkChannel = Connect(address, to, caller.Certificates);
        Client = new Protocol.Peers.PeersClient(_channel);
        var bulk = new Protocol.Peers.PeersClient(_bulkChannel);
        var headers = PeerHandshake.Write(caller.Self, to, caller.Address);
        Letters = new PeerStream<Letter, Frame>(
            LettersMax, token => Client.Deliver(headers, cancellationToken: token), Gather, new PeerStreamEvents(to, address, caller.Inbox, caller.Logger), caller.Time);
        _probe = new PeerProbe(Client, PeerHandshake.Write(caller.Self, to), caller.Time);
        Parts = new PeerStream<SnapshotPart, SnapshotPart>(
            PartsMax, token => bulk.DeliverSnapshot(headers, cancellationToken: token), static (part, _) => part, null, caller.Time);
    }

    public Uri Address { get; }

    /// <summary>How long the way there and back takes.</summary>
    public LatencyHistogram RoundTrip => _probe.RoundTrip;

    public Protocol.Peers.PeersClient Client { get; }

    public PeerStream<Letter, Frame> Letters { get; }

    public PeerStream<SnapshotPart, SnapshotPart> Parts { get; }

    public async ValueTask DisposeAsync()
    {
        await _probe.DisposeAsync();
        await Letters.DisposeAsync();
        await Parts.DisposeAsync();
        _channel.Dispose();
        _bulkChannel.Dispose();
    }

    private static GrpcChannel Connect(Uri address, MemberId to, PeerCertificates certificates) => GrpcChannel.ForAddress(address, new GrpcChannelOptions
    {
        HttpHandler = new SocketsHttpHandler
        {
            SslOptions = certificates.ForClient(to),
            ConnectTimeout = ConnectTimeout,
            KeepAlivePingDelay = TimeSpan.FromSeconds(10),
            KeepAlivePingTimeout = TimeSpan.FromSeconds(5),
            InitialHttp2StreamWindowSize = 1 << 20,
            UseProxy = false,
        },
        DisposeHttpClient = true,
        MaxSendMessageSize = null,

        // The streams wait between their calls; a channel that waits as well, as long as two minutes by default, would only hide a member that is back.
        InitialReconnectBackoff = ReconnectBackOff,
        MaxReconnectBackoff = ReconnectBackOff,
    });

    /// <summary>All that waits goes out at once.</summary>
    private static Frame Gather(Letter first, Func<Letter?> next)
    {
        var frame = new Frame();
        frame.Letters.Add(first);
        while (frame.Letters.Count < LettersPerFrameMax && next() is { } letter)
        {
            frame.Letters.Add(letter);
        }

        return frame;
    }
}
