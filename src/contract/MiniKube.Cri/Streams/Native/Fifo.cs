using System.ComponentModel;
using System.Runtime.InteropServices;

namespace MiniKube.Cri.Streams.Native;

/// <summary>Our end of a named pipe; the other end belongs to the runtime's shim.</summary>
internal sealed class Fifo : IDisposable
{
    private readonly PollLoop _loop;
    private int _descriptor;

    private Fifo(PollLoop loop, int descriptor)
    {
        _loop = loop;
        _descriptor = descriptor;
    }

    public static void Create(string path)
    {
        if (Libc.MakeFifo(path, 0x180) != 0)
        {
            throw new IOException($"The named pipe {path} could not be made: {LastError().Message}");
        }
    }

    /// <summary>Does not wait for a writer; the first read does.</summary>
    public static Fifo OpenForReading(string path, PollLoop loop) => TryOpen(path, Libc.ReadOnly, loop) ?? throw NotOpened(path);

    /// <summary>Null when nobody reads.</summary>
    public static Fifo? TryOpenForWriting(string path, PollLoop loop) => TryOpen(path, Libc.WriteOnly, loop)
        ?? (Marshal.GetLastPInvokeError() == Libc.NoReader ? null : throw NotOpened(path));

    /// <summary>Zero when the writers have gone.</summary>
    public async Task<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        while (true)
        {
            // First wait, then read: a pipe that was not opened for writing yet would read as ended.
            await _loop.WaitAsync(_descriptor, Libc.PollIn, cancellationToken);
            var count = Libc.Read(_descriptor, buffer.Span, buffer.Length);
            if (count >= 0)
            {
                return (int)count;
            }

            ThrowUnlessAgain();
        }
    }

    /// <summary>False when the reader has gone.</summary>
    public async Task<bool> WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        while (!bytes.IsEmpty)
        {
            var count = Libc.Write(_descriptor, bytes.Span, bytes.Length);
            if (count >= 0)
            {
                bytes = bytes[(int)count..];
            }
            else if (Marshal.GetLastPInvokeError() == Libc.BrokenPipe)
            {
                return false;
            }
            else
            {
                ThrowUnlessAgain();
                await _loop.WaitAsync(_descriptor, Libc.PollOut, cancellationToken);
            }
        }

        return true;
    }

    public void Dispose()
    {
        var descriptor = Interlocked.Exchange(ref _descriptor, -1);
        if (descriptor >= 0)
        {
            _ = Libc.Close(descriptor);
        }
    }

    private static Fifo? TryOpen(string path, int access, PollLoop loop)
    {
        var descriptor = Libc.Open(path, access | Libc.NonBlocking | Libc.CloseOnExec, 0);
        return descriptor < 0 ? null : new Fifo(loop, descriptor);
    }

    private static IOException NotOpened(string path) => new($"The named pipe {path} could not be opened: {LastError().Message}");

    private static void ThrowUnlessAgain()
    {
        if (Marshal.GetLastPInvokeError() is not (Libc.Again or Libc.Interrupted))
        {
            throw new IOException(LastError().Message);
        }
    }

    private static Win32Exception LastError() => new(Marshal.GetLastPInvokeError());
}
