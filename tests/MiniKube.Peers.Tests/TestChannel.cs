using Grpc.Net.Client;
using Microsoft.Extensions.Logging.Abstractions;
using MiniKube.Raft;

namespace MiniKube.Peers.Tests;

internal static class TestChannel
{
    /// <summary>A connection as a member with these files would make it.</summary>
    public static GrpcChannel To(Uri address, PeerOptions options, ulong to) => GrpcChannel.ForAddress(address, new GrpcChannelOptions
    {
        HttpHandler = new SocketsHttpHandler { SslOptions = new PeerCertificates(options, NullLogger.Instance).ForClient(new MemberId(to)) },
        DisposeHttpClient = true,
    });
}
