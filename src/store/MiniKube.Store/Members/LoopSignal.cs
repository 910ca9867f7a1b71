using System.Threading.Channels;

namespace MiniKube.Store.Members;

/// <summary>Wakes a loop. Set many times before the loop looks, it wakes it once.</summary>
internal sealed class LoopSignal
{
    private readonly Channel<bool> _slot = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = true });

    public void Set() => _slot.Writer.TryWrite(true);

    public async ValueTask WaitAsync()
    {
        await _slot.Reader.WaitToReadAsync();
        _slot.Reader.TryRead(out _);
    }

    /// <summary>For a loop that has a thread of its own.</summary>
    public void Wait()
    {
        var waiting = _slot.Reader.WaitToReadAsync();
        if (!waiting.IsCompletedSuccessfully)
        {
#pragma warning disable VSTHRD002 // The thread is the loop's own and has nothing else to do.
            waiting.AsTask().GetAwaiter().GetResult();
#pragma warning restore VSTHRD002
        }

        _slot.Reader.TryRead(out _);
    }
}
