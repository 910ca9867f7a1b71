using Grpc.Core;
using Microsoft.Extensions.Time.Testing;
using MiniKube.Peers.Protocol;

namespace MiniKube.Peers.Tests;

public sealed class PeerStreamTests
{
    private readonly FakeTimeProvider _time = new();
    private int _calls;

    [Fact]
    public async Task A_call_that_failed_is_tried_again_later_and_later()
    {
        await using var stream = FailingStream();
        await SendUntilAsync(stream, calls: 1);

        for (var calls = 2; calls <= 10; calls++)
        {
            await SendUntilAsync(stream, calls, step: TimeSpan.FromMilliseconds(10));
        }

        var begin = _time.GetUtcNow();
        await SendUntilAsync(stream, calls: 11, step: TimeSpan.FromMilliseconds(10));
        (_time.GetUtcNow() - begin).Should().BeGreaterThan(TimeSpan.FromMilliseconds(50), "it waits longer than at first");
    }

    [Fact]
    public async Task Who_has_called_is_called_at_once_whatever_failed_before()
    {
        await using var stream = FailingStream();
        await SendUntilAsync(stream, calls: 1);

        for (var calls = 2; calls <= 10; calls++)
        {
            stream.TryNow();
            await SendUntilAsync(stream, calls);
        }
    }

    /// <summary>As a member does, which goes on to send whether it is heard or not.</summary>
    private async Task SendUntilAsync(PeerStream<Letter, Frame> stream, int calls, TimeSpan step = default)
    {
        while (Volatile.Read(ref _calls) < calls)
        {
            TestContext.Current.CancellationToken.ThrowIfCancellationRequested();
            stream.TrySend(new Letter());
            _time.Advance(step);
            await Task.Yield();
        }
    }

    private PeerStream<Letter, Frame> FailingStream() => new(itemsMax: 4, Fail, static (_, _) => new Frame(), events: null, _time);

    private AsyncClientStreamingCall<Frame, Delivered> Fail(CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _calls);
        throw new RpcException(new Status(StatusCode.Unavailable, "nobody is there"));
    }
}
