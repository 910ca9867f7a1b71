using Microsoft.AspNetCore.Http;
using MiniKube.Cri.Streams;
using MiniKube.Kubelet.Serving.Channels;
using MiniKube.Kubelet.Serving.Spdy;

namespace MiniKube.Kubelet.Serving.Commands;

/// <summary>A caller that speaks SPDY: it opens the streams, each named by its header <c>streamType</c>.</summary>
internal sealed class SpdyCommand : ICommandConnection
{
    private const string Status = "v4.channel.k8s.io";
    private const string Error = "error";
    private const int StreamsMax = 16;

    private static readonly string[] Protocols = [Status, "v3.channel.k8s.io", "v2.channel.k8s.io", "channel.k8s.io"];
    private static readonly TimeSpan OpeningTime = TimeSpan.FromSeconds(30);

    // The client closes when it has read everything; who only waits for us is not waited for long.
    private static readonly TimeSpan ClosingTime = TimeSpan.FromSeconds(5);

    private readonly Dictionary<string, SpdyStream> _streams = new(StringComparer.Ordinal);
    private readonly SpdySession _session;
    private readonly string _protocol;
    private readonly TimeProvider _time;
    private readonly CancellationTokenSource _stop;
    private readonly Task _reading;

    private SpdyCommand(Stream connection, string protocol, TimeProvider time, CancellationToken aborted)
    {
        _session = new SpdySession(connection, StreamsMax);
        (_protocol, _time) = (protocol, time);
        _stop = CancellationTokenSource.CreateLinkedTokenSource(aborted);
        _reading = _session.RunAsync(_stop.Token);
    }

    public ContainerStdio Stdio { get; private set; } = new();

    public CancellationToken Gone => _session.Gone;

    /// <exception cref="ServingException">The connection cannot be upgraded, or the client speaks none of the protocols.</exception>
    /// <exception cref="IOException">The client has not opened its streams in time, or has gone.</exception>
    public static async Task<SpdyCommand> OpenAsync(HttpContext context, WantedStreams wanted, TimeProvider time)
    {
        var (connection, protocol) = await SpdyUpgrade.AcceptAsync(context, Protocols);
        var command = new SpdyCommand(connection, protocol, time, context.RequestAborted);
        try
        {
            await command.TakeStreamsAsync(wanted);
            return command;
        }
        catch
        {
            await command.DisposeAsync();
            throw;
        }
    }

    public async Task FinishAsync(RemoteStatus status, CancellationToken cancellationToken)
    {
        foreach (var name in (string[])["stdout", "stderr"])
        {
            if (_streams.TryGetValue(name, out var output))
            {
                await output.FinishAsync(cancellationToken);
            }
        }

        var last = _protocol == Status ? status.Json : status.Text;
        if (last.Length > 0)
        {
            await _streams[Error].SendAsync(last, cancellationToken);
        }

        await _streams[Error].FinishAsync(cancellationToken);
        await _session.CloseAsync(cancellationToken);
        await _reading.WaitAsync(ClosingTime, _time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _reading;
        await _session.DisposeAsync();
        _stop.Dispose();
    }

    private async Task TakeStreamsAsync(WantedStreams wanted)
    {
        var expected = Expected(wanted);
        using var late = new CancellationTokenSource(OpeningTime, _time);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(late.Token, Gone);
        try
        {
            while (expected.Count > 0)
            {
                var stream = await _session.Opened.ReadAsync(end.Token);
                var type = stream.Headers.GetValueOrDefault("streamtype", "");
                if (expected.Remove(type))
                {
                    _streams.Add(type, stream);
                }
                else
                {
                    await stream.ResetAsync(SpdyReset.RefusedStream, end.Token);
                }
            }
        }
        catch (Exception e) when (e is OperationCanceledException or System.Threading.Channels.ChannelClosedException)
        {
            throw new IOException($"the client has not opened its streams: {string.Join(", ", expected)} missing", e);
        }

        Stdio = new ContainerStdio
        {
            Stdin = _streams.GetValueOrDefault("stdin")?.Input,
            Stdout = _streams.GetValueOrDefault("stdout")?.Output,
            Stderr = _streams.GetValueOrDefault("stderr")?.Output,
            Tty = wanted.Tty,
            Resizes = _streams.TryGetValue("resize", out var resize) ? ResizeReader.ReadAsync(resize.Input, Gone) : null,
        };
    }

    private HashSet<string> Expected(WantedStreams wanted)
    {
        var knowsSizes = _protocol is Status or "v3.channel.k8s.io";
        (string Name, bool IsWanted)[] streams =
            [(Error, true), ("stdin", wanted.Stdin), ("stdout", wanted.Stdout), ("stderr", wanted.Stderr), ("resize", wanted.Tty && knowsSizes)];
        return [.. streams.Where(stream => stream.IsWanted).Select(stream => stream.Name)];
    }
}
