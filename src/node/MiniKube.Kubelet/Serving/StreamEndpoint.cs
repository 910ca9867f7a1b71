using Grpc.Core;
using Microsoft.AspNetCore.Http;
using MiniKube.Cri.Streams;
using MiniKube.Kubelet.Serving.Channels;

namespace MiniKube.Kubelet.Serving;

/// <summary><c>/exec</c> and <c>/attach</c>: a process's streams on a WebSocket.</summary>
internal sealed class StreamEndpoint(PodLookup pods, IContainerStreams? streams)
{
    private const int Stdin = 0;
    private const int Stdout = 1;
    private const int Stderr = 2;
    private const int Error = 3;
    private const int Resize = 4;

    private static readonly string[] Protocols = ["v5.channel.k8s.io", "v4.channel.k8s.io"];

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
            await Backend.AttachAsync(id, stdio, token);
            return 0;
        });

    private IContainerStreams Backend => streams ?? throw new ServingException(501, "this node cannot stream into containers");

    private async Task ServeAsync(
        HttpContext context, string @namespace, string pod, string container, Func<string, ContainerStdio, CancellationToken, Task<int>> run)
    {
        _ = Backend;
        var asked = new Wanted(context.Request.Query);
        var id = PodLookup.Running(pods.Pod(@namespace, pod), container).Id;
        var (socket, protocol) = await WebSocketUpgrade.AcceptAsync(context, Protocols);
        await using var channels = new ChannelSocket(socket, canClose: protocol is "v5.channel.k8s.io", [Stdin, Resize]);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted);
        var receiving = channels.ReceiveAsync(stop.Token);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, channels.Gone);
        var stdio = new ContainerStdio
        {
            Stdin = asked.Stdin ? channels.Input(Stdin) : null,
            Stdout = asked.Stdout ? channels.Output(Stdout) : null,
            Stderr = asked.Stderr && !asked.Tty ? channels.Output(Stderr) : null,
            Tty = asked.Tty,
            Resizes = asked.Tty ? ResizeReader.ReadAsync(channels.Input(Resize), end.Token) : null,
        };
        try
        {
            // An empty message tells the client that it is connected.
            await channels.SendAsync((byte)(asked.Stdout ? Stdout : asked.Stderr ? Stderr : Error), ReadOnlyMemory<byte>.Empty, end.Token);
            await channels.SendAsync(Error, await RunAsync(id, stdio, run, end.Token), end.Token);
            await channels.CloseAsync(end.Token);
        }
        catch (Exception e) when (e is OperationCanceledException or IOException)
        {
            // The caller has gone; there is nobody to tell.
        }
        finally
        {
            await stop.CancelAsync();
            await receiving;
        }
    }

    private static async Task<byte[]> RunAsync(
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

    private readonly struct Wanted(IQueryCollection query)
    {
        public bool Stdin { get; } = Is(query, "input", "stdin");

        public bool Stdout { get; } = Is(query, "output", "stdout");

        public bool Stderr { get; } = Is(query, "error", "stderr");

        public bool Tty { get; } = Is(query, "tty", "tty");

        private static bool Is(IQueryCollection query, string name, string other) => query[name] is ["1" or "true"] || query[other] is ["1" or "true"];
    }
}
