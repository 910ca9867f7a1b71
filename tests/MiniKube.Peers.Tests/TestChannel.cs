using Grpc.Net.Client;

namespace MiniKube.Peers.Tests;

internal static class TestChannel
{
    /// <summary>A connection as a member with these files would make it.</summary>
    public static GrpcChannel To(Uri address, PeerOptions options) => GrpcChannel.ForAddress(address, new GrpcChannelOptions
    {
        HttpHandler = new SocketsHttpHandler { SslOptions = new PeerCertificates(options).ForClient() },
        DisposeHttpClient = true,
    });
}
