using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Grpc.Core;
using MiniKube.Cri.Streams.Spdy;

namespace MiniKube.Cri.Streams;

/// <summary>A process behind a runtime's streaming server. SPDY, which every runtime speaks, can say that stdin has ended while output comes on.</summary>
internal sealed class RemoteCommand(SpdyClient connection)
{
    private const int BufferBytes = 32 * 1024;
    private const int StatusBytesMax = 1 << 20;

    private readonly Dictionary<int, Stream> _outputs = [];
    private readonly ArrayBufferWriter<byte> _status = new();
    private bool _hasCallerGone;

    /// <summary>Returns the exit code, zero for an attach that has ended; null when the connection ended before the runtime said it.</summary>
    /// <param name="stdio">What is connected.</param>
    /// <param name="callerGone">The caller has gone: nobody takes output any more.</param>
    /// <param name="cancellationToken">Drops the connection.</param>
    public async Task<int?> RunAsync(ContainerStdio stdio, CancellationToken callerGone, CancellationToken cancellationToken)
    {
        var error = await connection.OpenAsync("streamtype", "error", cancellationToken);
        int? stdin = stdio.Stdin is not null ? await connection.OpenAsync("streamtype", "stdin", cancellationToken) : null;
        await OpenOutputAsync("stdout", stdio.Stdout, cancellationToken);
        await OpenOutputAsync("stderr", stdio.Tty ? null : stdio.Stderr, cancellationToken);
        int? resize = stdio.Tty ? await connection.OpenAsync("streamtype", "resize", cancellationToken) : null;

        using var whileRunning = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var sending = Task.WhenAll(
            SendInputAsync(stdio.Stdin, stdin, whileRunning.Token), ResizeAsync(stdio.Resizes, resize, whileRunning.Token));
        try
        {
            await connection.ReadAsync(
                [error, .. _outputs.Keys], (stream, bytes) => ReceiveAsync(stream, error, bytes, stdio.EndsStdin, callerGone), cancellationToken);
        }
        catch (Exception e) when (e is IOException or SpdyException && !cancellationToken.IsCancellationRequested)
        {
            if (_status.WrittenCount == 0)
            {
                throw new RpcException(new Status(StatusCode.Unavailable, $"the runtime dropped the connection: {e.Message}", e));
            }
        }
        finally
        {
            await whileRunning.CancelAsync();
            await SettleAsync(sending);
        }

        callerGone.ThrowIfCancellationRequested();
        return _status.WrittenCount == 0 ? null : ExitCodeOf(_status.WrittenSpan);
    }

    private async Task OpenOutputAsync(string name, Stream? output, CancellationToken cancellationToken)
    {
        if (output is not null)
        {
            _outputs.Add(await connection.OpenAsync("streamtype", name, cancellationToken), output);
        }
    }

    private async Task ReceiveAsync(int stream, int error, ReadOnlyMemory<byte> bytes, bool outlivesCaller, CancellationToken callerGone)
    {
        if (stream == error && _status.WrittenCount + bytes.Length <= StatusBytesMax)
        {
            _status.Write(bytes.Span);
        }
        else if (_outputs.TryGetValue(stream, out var output) && !_hasCallerGone)
        {
            try
            {
                await output.WriteAsync(bytes, callerGone);
                await output.FlushAsync(callerGone);
            }
            catch (Exception e) when (outlivesCaller && e is IOException or OperationCanceledException)
            {
                // Its input is delivered all the same.
                _hasCallerGone = true;
            }
        }
    }

    private async Task SendInputAsync(Stream? source, int? stream, CancellationToken cancellationToken)
    {
        if (source is null || stream is not { } id)
        {
            return;
        }

        try
        {
            var buffer = new byte[BufferBytes];
            int count;
            while ((count = await source.ReadAsync(buffer, cancellationToken)) > 0)
            {
                await connection.SendDataAsync(id, buffer.AsMemory(0, count), isLast: false, cancellationToken);
            }
        }
        finally
        {
            // Input that breaks off has ended, too.
            await connection.SendDataAsync(id, ReadOnlyMemory<byte>.Empty, isLast: true, cancellationToken);
        }
    }

    private async Task ResizeAsync(IAsyncEnumerable<TerminalSize>? sizes, int? stream, CancellationToken cancellationToken)
    {
        if (sizes is null || stream is not { } id)
        {
            return;
        }

        await foreach (var size in sizes.WithCancellation(cancellationToken))
        {
            var json = Encoding.UTF8.GetBytes($"{{\"Width\":{size.Width},\"Height\":{size.Height}}}");
            await connection.SendDataAsync(id, json, isLast: false, cancellationToken);
        }
    }

    /// <summary>A failure to send is not news: the other side has ended, and how it did is known.</summary>
    private static async Task SettleAsync(Task sending)
    {
        try
        {
            await sending;
        }
        catch (Exception exception) when (exception is OperationCanceledException or IOException or ObjectDisposedException)
        {
            // See above.
        }
    }

    private static int ExitCodeOf(ReadOnlySpan<byte> text)
    {
        try
        {
            var status = JsonNode.Parse(text);
            if (status?["status"]?.GetValue<string>() == "Success")
            {
                return 0;
            }

            var causes = status?["details"]?["causes"] as JsonArray;
            var exitCode = causes?.FirstOrDefault(static cause => cause?["reason"]?.GetValue<string>() == "ExitCode")?["message"]?.GetValue<string>();
            return int.TryParse(exitCode, out var code) ? code : throw Unknown(status?["message"]?.GetValue<string>() ?? "the runtime did not say why");
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw Unknown(Encoding.UTF8.GetString(text));
        }
    }

    private static RpcException Unknown(string why) => new(new Status(StatusCode.Unknown, why));
}
