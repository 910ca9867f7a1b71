using Grpc.Core;
using Microsoft.AspNetCore.Http;
using MiniKube.Cri.Streams;
using MiniKube.Kubelet.Planning;
using MiniKube.Kubelet.Serving.Commands;
using MiniKube.Kubelet.Serving.Spdy;

namespace MiniKube.Kubelet.Serving;

/// <summary><c>/exec</c> and <c>/attach</c>: a process's streams on a WebSocket or on SPDY.</summary>
internal sealed class StreamEndpoint(PodLookup pods, IContainerStreams? streams, TimeProvider timeProvider)
{
    public Task ExecAsync(HttpContext context, string @namespace, string pod, string container)
    {
        var command = context.Request.Query["command"].OfType<string>().ToList();
        if (command.Count == 0)
        {
            throw new ServingException(400, "you must specify at least one command for the container");
        }

        return ServeAsync(context, @namespace, pod, container, (id, stdio, token) => Backend.ExecAsync(id, command, stdio, token));
    }

    public Task AttachAsync(HttpContext context, string @namespace, string pod, string container) =>
        ServeAsync(context, @namespace, pod, container, async (id, stdio, token) =>
        {
            var isForOneCaller = pods.Pod(@namespace, pod).Pod.FindContainer(container) is { StdinOnce: true, Tty: not true };
            await Backend.AttachAsync(id, stdio with { EndsStdin = isForOneCaller }, token);
            return 0;
        });

    private IContainerStreams Backend => streams ?? throw new ServingException(501, "this node cannot stream into containers");

    private async Task ServeAsync(
        HttpContext context, string @namespace, string pod, string container, Func<string, ContainerStdio, CancellationToken, Task<int>> run)
    {
        _ = Backend;
        var wanted = new WantedStreams(context.Request.Query);
        var id = PodLookup.Running(pods.Pod(@namespace, pod), container).Id;
        try
        {
            await using ICommandConnection connection = SpdyUpgrade.IsAskedBy(context)
                ? await SpdyCommand.OpenAsync(context, wanted, timeProvider)
                : await SocketCommand.OpenAsync(context, wanted, timeProvider);
            using var end = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, connection.Gone);
            await connection.FinishAsync(await RunAsync(id, connection.Stdio, run, end.Token), end.Token);
        }
        catch (Exception e) when (e is OperationCanceledException or IOException)
        {
            // The caller has gone; there is nobody to tell.
        }
    }

    private static async Task<RemoteStatus> RunAsync(
        string id, ContainerStdio stdio, Func<string, ContainerStdio, CancellationToken, Task<int>> run, CancellationToken cancellationToken)
    {
        try
        {
            return RemoteStatus.Exited(await run(id, stdio, cancellationToken));
        }
        catch (RpcException e) when (!cancellationToken.IsCancellationRequested)
        {
            return RemoteStatus.Failed($"Internal error occurred: error executing command in container: {e.Status.Detail}");
        }
        catch (IOException e) when (!cancellationToken.IsCancellationRequested)
        {
            return RemoteStatus.Failed(e.Message);
        }
        catch (RpcException)
        {
            throw new OperationCanceledException(cancellationToken);
        }
    }
}
