using System.ComponentModel;
using System.Runtime.InteropServices;

namespace MiniKube.Cri.Streams.Native;

/// <summary>Waits for any number of descriptors on one thread, so that an idle session costs none.</summary>
internal sealed class PollLoop : IDisposable
{
    private readonly Lock _gate = new();
    private readonly Dictionary<int, Waiter> _waiters = [];
    private readonly int _wake;
    private bool _isStarted;
    private bool _isDisposed;

    public PollLoop()
    {
        _wake = Libc.EventDescriptor(0, Libc.NonBlocking | Libc.CloseOnExec);
        if (_wake < 0)
        {
            throw new Win32Exception(Marshal.GetLastPInvokeError());
        }
    }

    /// <summary>Returns when the descriptor can be read or written, or its other end has gone. One waiter for a descriptor.</summary>
    public async Task WaitAsync(int descriptor, short events, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var waiter = new Waiter(events);
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            _waiters.Add(descriptor, waiter);
            if (!_isStarted)
            {
                _isStarted = true;
                new Thread(Run) { IsBackground = true, Name = "fifo poll" }.Start();
            }
        }

        Wake();
        await using var registration = cancellationToken.Register(() => Cancel(descriptor, waiter, cancellationToken));
        await waiter.Ready.Task;
    }

    public void Dispose()
    {
        lock (_gate)
        {
            if (_isDisposed)
            {
                return;
            }

            _isDisposed = true;
            foreach (var waiter in _waiters.Values)
            {
                _ = waiter.Ready.TrySetException(new ObjectDisposedException(nameof(PollLoop)));
            }

            _waiters.Clear();
            if (!_isStarted)
            {
                _ = Libc.Close(_wake);
                return;
            }
        }

        Wake();
    }

    private void Run()
    {
        while (true)
        {
            var descriptors = Snapshot();
            if (descriptors is null)
            {
                _ = Libc.Close(_wake);
                return;
            }

            var count = Libc.Poll(descriptors, (nuint)descriptors.Length, timeoutMilliseconds: -1);
            if (count < 0 && Marshal.GetLastPInvokeError() is var error && error != Libc.Interrupted)
            {
                throw new Win32Exception(error);
            }

            Complete(descriptors);
        }
    }

    /// <summary>Null when it is time to end.</summary>
    private PollDescriptor[]? Snapshot()
    {
        lock (_gate)
        {
            return _isDisposed
                ? null
                : [new PollDescriptor { Descriptor = _wake, Asked = Libc.PollIn }, .. _waiters.Select(static entry =>
                    new PollDescriptor { Descriptor = entry.Key, Asked = entry.Value.Events })];
        }
    }

    private void Complete(PollDescriptor[] descriptors)
    {
        if (descriptors[0].Answered != 0)
        {
            Span<byte> counter = stackalloc byte[8];
            _ = Libc.Read(_wake, counter, counter.Length);
        }

        lock (_gate)
        {
            foreach (var descriptor in descriptors.AsSpan(1))
            {
                // A waiter that came after the snapshot under the same number only looks again once too often.
                if (descriptor.Answered != 0 && _waiters.Remove(descriptor.Descriptor, out var waiter))
                {
                    _ = waiter.Ready.TrySetResult();
                }
            }
        }
    }

    private void Cancel(int descriptor, Waiter waiter, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (_waiters.TryGetValue(descriptor, out var current) && current == waiter)
            {
                _ = _waiters.Remove(descriptor);
            }
        }

        Wake();
        _ = waiter.Ready.TrySetCanceled(cancellationToken);
    }

    private void Wake()
    {
        ReadOnlySpan<byte> one = [1, 0, 0, 0, 0, 0, 0, 0];
        _ = Libc.Write(_wake, one, one.Length);
    }

    private sealed class Waiter(short events)
    {
        public short Events => events;

        public TaskCompletionSource Ready { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
