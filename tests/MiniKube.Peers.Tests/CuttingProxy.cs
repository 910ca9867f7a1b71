using System.Net;
using System.Net.Sockets;

namespace MiniKube.Peers.Tests;

/// <summary>Stands before a member and cuts each connection after some bytes, wherever that may be; until it is told to let all through.</summary>
internal sealed class CuttingProxy : IAsyncDisposable
{
    private const int BufferBytes = 4096;

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly IPEndPoint _target;
    private readonly Random _chance;
    private readonly int _bytesMin;
    private readonly int _bytesMax;
    private readonly List<Task> _connections = [];
    private readonly Task _running;
    private int _cuts;
    private bool _isGentle;

    /// <param name="target">The member.</param>
    /// <param name="seed">Of the chances.</param>
    /// <param name="bytesMin">So much comes through.</param>
    /// <param name="bytesMax">So much does not.</param>
    public CuttingProxy(Uri target, int seed, int bytesMin, int bytesMax)
    {
        _target = new IPEndPoint(IPAddress.Loopback, target.Port);
        _chance = new Random(seed);
        (_bytesMin, _bytesMax) = (bytesMin, bytesMax);
        _listener.Start();
        Address = new UriBuilder(target) { Port = ((IPEndPoint)_listener.LocalEndpoint).Port }.Uri;
        _running = Task.Run(ListenAsync, _stop.Token);
    }

    public Uri Address { get; }

    /// <summary>How many connections were cut.</summary>
    public int Cuts => Volatile.Read(ref _cuts);

    /// <summary>From now on everything comes through.</summary>
    public void LetThrough() => Volatile.Write(ref _isGentle, true);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Dispose();
        await _running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await Task.WhenAll(_connections).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
    }

    private async Task ListenAsync()
    {
        while (true)
        {
            var client = await _listener.AcceptTcpClientAsync(_stop.Token);
            _connections.Add(CarryAsync(client, _chance.Next(_bytesMin, _bytesMax)));
        }
    }

    private async Task CarryAsync(TcpClient client, int bytes)
    {
        using (client)
        {
            using var member = new TcpClient();
            await member.ConnectAsync(_target, _stop.Token);
            var there = CopyAsync(client.GetStream(), member.GetStream(), bytes);
            var back = CopyAsync(member.GetStream(), client.GetStream(), int.MaxValue);
            await Task.WhenAny(there, back);
        }
    }

    private async Task CopyAsync(NetworkStream from, NetworkStream to, int bytes)
    {
        var buffer = new byte[BufferBytes];
        while (await from.ReadAsync(buffer, _stop.Token) is var read and > 0)
        {
            var isCut = read >= bytes && !Volatile.Read(ref _isGentle);
            await to.WriteAsync(buffer.AsMemory(0, isCut ? bytes : read), _stop.Token);
            if (isCut)
            {
                Interlocked.Increment(ref _cuts);
                return;
            }

            bytes -= Math.Min(read, bytes);
        }
    }
}
