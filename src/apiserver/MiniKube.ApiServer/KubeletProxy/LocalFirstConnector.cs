namespace MiniKube.ApiServer.KubeletProxy;

/// <summary>Prefers kubelets of this process, which may serve no socket, to those that a node's address leads to.</summary>
internal sealed class LocalFirstConnector(Func<string, KubeletConnection?> local, IKubeletConnector elsewhere) : IKubeletConnector
{
    public ValueTask<KubeletConnection> ConnectAsync(string nodeName, CancellationToken cancellationToken) =>
        local(nodeName) is { } connection ? ValueTask.FromResult(connection) : elsewhere.ConnectAsync(nodeName, cancellationToken);
}
