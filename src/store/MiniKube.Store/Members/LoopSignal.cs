namespace MiniKube.Store.Members;

/// <summary>Wakes a loop, which alone waits. Set many times before the loop looks, it wakes it once.</summary>
#pragma warning disable CA1001 // A semaphore of which nobody asks a wait handle has nothing to dispose of.
internal sealed class LoopSignal
#pragma warning restore CA1001
{
    private readonly SemaphoreSlim _semaphore = new(0, 1);
    private bool _isSet;

    public void Set()
    {
        if (!Interlocked.Exchange(ref _isSet, true))
        {
            _semaphore.Release();
        }
    }

    public async ValueTask WaitAsync()
    {
        await _semaphore.WaitAsync();
        Interlocked.Exchange(ref _isSet, false);
    }

    /// <summary>For a loop that has a thread of its own: woken without a thread of the pool between it and whoever sets this.</summary>
    public void Wait()
    {
        _semaphore.Wait();
        Interlocked.Exchange(ref _isSet, false);
    }
}
