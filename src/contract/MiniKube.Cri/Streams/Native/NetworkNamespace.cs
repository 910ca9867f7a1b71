using System.ComponentModel;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace MiniKube.Cri.Streams.Native;

/// <summary>Sockets of another network namespace.</summary>
internal static class NetworkNamespace
{
    /// <summary>A TCP socket that belongs to the namespace at <paramref name="path"/>; needs root.</summary>
    public static Task<Socket> CreateSocketAsync(string path, AddressFamily family)
    {
        // Continuations must not run on the thread that has moved into the namespace.
        var created = new TaskCompletionSource<Socket>(TaskCreationOptions.RunContinuationsAsynchronously);

        // A thread of its own, which ends right after: a socket keeps the namespace of the thread that made it, and a
        // thread that came back to the pool would take its namespace there.
        var thread = new Thread(() =>
        {
            try
            {
                Enter(path);
                created.SetResult(new Socket(family, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true });
            }
#pragma warning disable CA1031 // Whatever it is, the one who waits for the socket must hear it, and the process must live.
            catch (Exception exception)
#pragma warning restore CA1031
            {
                created.SetException(exception);
            }
        })
        { IsBackground = true, Name = "enter network namespace" };
        thread.Start();
        return created.Task;
    }

    private static void Enter(string path)
    {
        var descriptor = Libc.Open(path, Libc.ReadOnly | Libc.CloseOnExec, 0);
        if (descriptor < 0)
        {
            throw new IOException($"The network namespace {path} could not be opened: {new Win32Exception(Marshal.GetLastPInvokeError()).Message}");
        }

        try
        {
            if (Libc.SetNamespace(descriptor, Libc.NewNetwork) != 0)
            {
                throw new IOException($"The network namespace {path} could not be entered: {new Win32Exception(Marshal.GetLastPInvokeError()).Message}");
            }
        }
        finally
        {
            _ = Libc.Close(descriptor);
        }
    }
}
