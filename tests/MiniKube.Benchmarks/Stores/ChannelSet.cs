using Grpc.Net.Client;

namespace MiniKube.Benchmarks.Stores;

/// <summary>A connection for each few clients, spread over the members from one on.</summary>
internal sealed class ChannelSet(StoreCluster cluster, int count, int first = 0) : IDisposable
{
    private readonly GrpcChannel[] _channels = [.. Enumerable.Range(first, count).Select(cluster.Connect)];

    public GrpcChannel this[int client] => _channels[client % _channels.Length];

    public void Dispose()
    {
        foreach (var channel in _channels)
        {
            channel.Dispose();
        }
    }
}
