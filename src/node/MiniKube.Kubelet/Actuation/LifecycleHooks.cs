using Grpc.Core;
using k8s.Models;
using MiniKube.Cri.V1;

namespace MiniKube.Kubelet.Actuation;

/// <summary>Runs what a container asks for after its start and before its end.</summary>
internal sealed class LifecycleHooks(RuntimeService.RuntimeServiceClient runtime, IPodNetwork network, TimeProvider timeProvider)
{
    /// <summary>Null when the hook worked, else why not.</summary>
    public async Task<string?> RunAsync(
        V1Container container, V1LifecycleHandler handler, string containerId, string? podIp, CancellationToken cancellationToken)
    {
        try
        {
            switch (handler)
            {
                case { Exec: { } exec }:
                    return await ExecAsync(exec, containerId, cancellationToken);
                case { HttpGet: { } get }:
                    var reply = await network.GetAsync(HttpTargets.Of(get, container, podIp), get.HttpHeaders, cancellationToken);
                    return reply.IsSuccess ? null : $"HTTP request returned status code {reply.StatusCode}";
                case { Sleep: { } sleep }:
                    await Task.Delay(TimeSpan.FromSeconds(sleep.Seconds), timeProvider, cancellationToken);
                    return null;
                case { TcpSocket: { } socket }:
                    await network.ConnectAsync(HttpTargets.Host(socket.Host, podIp), HttpTargets.Port(socket.Port, container), cancellationToken);
                    return null;
                default:
                    return "the handler names no action";
            }
        }
        catch (Exception e) when (e is RpcException or IOException or HttpRequestException or System.Net.Sockets.SocketException or TimeoutException or ContainerConfigException
            && !cancellationToken.IsCancellationRequested)
        {
            return e is RpcException rpc ? rpc.Status.Detail : e.Message;
        }
    }

    private async Task<string?> ExecAsync(V1ExecAction exec, string containerId, CancellationToken cancellationToken)
    {
        var request = new ExecSyncRequest { ContainerId = containerId, Cmd = { exec.Command ?? [] } };
        var reply = await runtime.ExecSyncAsync(request, cancellationToken: cancellationToken);
        return reply.ExitCode == 0 ? null : $"command '{string.Join(' ', exec.Command ?? [])}' exited with {reply.ExitCode}: {reply.Stderr.ToStringUtf8()}";
    }
}
