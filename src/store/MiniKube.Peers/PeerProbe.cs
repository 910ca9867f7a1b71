using Grpc.Core;
using MiniKube.Peers.Protocol;
using MiniKube.Store.Metrics;

namespace MiniKube.Peers;

/// <summary>Measures the way to a member and back, beside the messages: now and then a call that is answered at once.</summary>
internal sealed class PeerProbe : IAsyncDisposable
{
    private const int Buckets = 16;

    private static readonly TimeSpan FirstBound = TimeSpan.FromMilliseconds(0.1);
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(4);
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(5);

    private readonly Protocol.Peers.PeersClient _client;
    private readonly Metadata _headers;
    private readonly TimeProvider _time;
    private readonly CancellationTokenSource _stopping = new();
    private readonly Task _running;

    public PeerProbe(Protocol.Peers.PeersClient client, Metadata headers, TimeProvider time)
    {
        _client = client;
        _headers = headers;
        _time = time;
        _running = Task.Run(RunAsync, _stopping.Token);
    }

    public LatencyHistogram RoundTrip { get; } = new(FirstBound, Buckets);

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stopping.Dispose();
    }

    private async Task RunAsync()
    {
        while (true)
        {
            await ProbeAsync();
            await Task.Delay(Interval, _time, _stopping.Token);
        }
    }

    private async Task ProbeAsync()
    {
        using var timeout = new CancellationTokenSource(Timeout, _time);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, _stopping.Token);
        var begin = _time.GetTimestamp();
        try
        {
            using var call = _client.ProbeAsync(new Echo(), _headers, cancellationToken: end.Token);
            await call;
            RoundTrip.Observe(_time.GetElapsedTime(begin));
        }
        catch (RpcException)
        {
            // Whether a member is reached, its messages tell.
            _stopping.Token.ThrowIfCancellationRequested();
        }
    }
}
