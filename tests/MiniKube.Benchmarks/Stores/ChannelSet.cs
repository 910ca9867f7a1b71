using Grpc.Net.Client;

namespace MiniKube.Benchmarks.Stores;

/// <summary>A connection for each few clients, spread over the members.</summary>
internal sealed class ChannelSet(StoreCluster cluster, int count) : IDisposable
{
    private readonly GrpcChannel[] _channels = [.. Enumerable.Range(0, count).Select(cluster.Connect)];

    public GrpcChannel this[int client] => _channels[client % _channels.Length];

    public void Dispose()
    {
        foreach (var channel in _channels)
        {
            channel.Dispose();
        }
    }
}
