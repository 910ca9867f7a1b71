using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;

namespace MiniKube.RealParts;

/// <summary>Ports on loopback for processes that must be told theirs before they run, or find it again after a restart.</summary>
public static class FreePorts
{
    // Below those that the system gives to whoever connects (from 32768 on): none is taken by a connection while its process does not run.
    private const int Min = 12_000;
    private const int Max = 30_000;

    public static int Next()
    {
        while (true)
        {
            var port = RandomNumberGenerator.GetInt32(Min, Max);
            if (IsFree(port))
            {
                return port;
            }
        }
    }

    /// <summary>As many, all different.</summary>
    public static int[] Next(int count)
    {
        var ports = new HashSet<int>();
        while (ports.Count < count)
        {
            ports.Add(Next());
        }

        return [.. ports];
    }

    private static bool IsFree(int port)
    {
        try
        {
            using var listener = new TcpListener(IPAddress.Loopback, port);
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
