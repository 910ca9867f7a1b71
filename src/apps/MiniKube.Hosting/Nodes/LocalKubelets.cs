using System.Collections.Concurrent;
using MiniKube.ApiServer.KubeletProxy;

namespace MiniKube.Hosting.Nodes;

/// <summary>The kubelets of this process that the API server reaches without a socket.</summary>
internal sealed class LocalKubelets : IDisposable
{
    private readonly ConcurrentDictionary<string, KubeletConnection> _connections = new(StringComparer.Ordinal);

    public KubeletConnection? Find(string nodeName) => _connections.GetValueOrDefault(nodeName);

    public void Add(string nodeName, HttpMessageHandler kubelet) =>
        _connections[nodeName] = new KubeletConnection(new HttpMessageInvoker(kubelet), new Uri($"https://{nodeName}"));

    public void Dispose()
    {
        foreach (var connection in _connections.Values)
        {
            connection.Client.Dispose();
        }
    }
}
