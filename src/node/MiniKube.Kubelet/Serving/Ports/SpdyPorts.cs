using System.Collections.Concurrent;
using System.Text;
using MiniKube.Kubelet.Serving.Channels;
using MiniKube.Kubelet.Serving.Spdy;

namespace MiniKube.Kubelet.Serving.Ports;

/// <summary>
/// Ports on SPDY: for every connection the client opens an error and a data stream, which name the port and bear the same <c>requestID</c>.
/// </summary>
internal sealed class SpdyPorts(SpdySession session, PodPorts pod, TimeProvider timeProvider)
{
    public const string Protocol = "portforward.k8s.io";

    private const int ConnectionsMax = 128;

    private static readonly TimeSpan PairingTime = TimeSpan.FromSeconds(30);

    private readonly ConcurrentDictionary<string, (PortPair Pair, Task Forwarding)> _pairs = new(StringComparer.Ordinal);

    public static async Task ServeAsync(Stream connection, PodPorts pod, TimeProvider timeProvider, CancellationToken aborted)
    {
        await using var session = new SpdySession(connection, 2 * ConnectionsMax);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(aborted);
        var reading = session.RunAsync(stop.Token);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(aborted, session.Gone);
        try
        {
            await new SpdyPorts(session, pod, timeProvider).RunAsync(end.Token);

            // The client opens no more streams, but its connection may be about to end only after those that it has.
            await reading;
        }
        catch (Exception e) when (e is OperationCanceledException or IOException)
        {
            // The caller has gone.
        }
        finally
        {
            await stop.CancelAsync();
            await reading;
        }
    }

    private async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            await foreach (var stream in session.Opened.ReadAllAsync(cancellationToken))
            {
                if (!TryTake(stream, cancellationToken))
                {
                    await stream.ResetAsync(SpdyReset.ProtocolError, cancellationToken);
                }
            }
        }
        finally
        {
            await Task.WhenAll(_pairs.Values.Select(entry => entry.Forwarding));
        }
    }

    /// <summary>False for a stream that says not what it is, or is one too many.</summary>
    private bool TryTake(SpdyStream stream, CancellationToken cancellationToken)
    {
        var type = stream.Headers.GetValueOrDefault("streamtype");
        if (type is not ("data" or "error") || !ushort.TryParse(stream.Headers.GetValueOrDefault("port"), out var port) || port == 0)
        {
            return false;
        }

        // Who gives no number opens the error stream first and the data stream right after it.
        var number = stream.Headers.GetValueOrDefault("requestid") ?? $"stream {(type == "data" ? stream.Id - 2 : stream.Id)}";
        if (_pairs.TryGetValue(number, out var known))
        {
            return known.Pair.Port == port && known.Pair.TryAdd(stream, type == "data");
        }

        if (_pairs.Count >= ConnectionsMax)
        {
            return false;
        }

        var pair = new PortPair(port);
        pair.TryAdd(stream, type == "data");
        _pairs[number] = (pair, ForwardAsync(number, pair, cancellationToken));
        return true;
    }

    private async Task ForwardAsync(string number, PortPair pair, CancellationToken cancellationToken)
    {
        await Task.Yield();
        try
        {
            await pair.Whole.WaitAsync(PairingTime, timeProvider, cancellationToken);
            await using var connection = new DuplexChannel(pair.Data!.Input, pair.Data.Output);
            if (await pod.ForwardAsync(pair.Port, connection, cancellationToken) is { Length: > 0 } fault)
            {
                await pair.Error!.SendAsync(Encoding.UTF8.GetBytes(fault), cancellationToken);
            }

            await pair.Error!.FinishAsync(cancellationToken);
            await pair.Data.FinishAsync(cancellationToken);
        }
        catch (TimeoutException)
        {
            await ResetAsync(pair, cancellationToken);
        }
        catch (Exception e) when (e is OperationCanceledException or IOException)
        {
            // This connection has ended, or all have.
        }
        finally
        {
            _pairs.TryRemove(number, out _);
        }
    }

    /// <summary>Half a pair came and the other did not.</summary>
    private static async Task ResetAsync(PortPair pair, CancellationToken cancellationToken)
    {
        try
        {
            await ((pair.Data ?? pair.Error)?.ResetAsync(SpdyReset.Cancel, cancellationToken) ?? Task.CompletedTask);
        }
        catch (Exception e) when (e is OperationCanceledException or IOException)
        {
            // All have ended.
        }
    }
}
