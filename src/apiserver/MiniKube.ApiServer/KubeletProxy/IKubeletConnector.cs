namespace MiniKube.ApiServer.KubeletProxy;

/// <summary>Reaches the kubelet of a node: by a socket, or in the same process.</summary>
public interface IKubeletConnector
{
    /// <exception cref="Api.Errors.ApiException">The node is not known or says of no address where its kubelet serves.</exception>
    ValueTask<KubeletConnection> ConnectAsync(string nodeName, CancellationToken cancellationToken);
}
