using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace MiniKube.CriShim.Simulated.Pods;

/// <summary>Addresses of one range, handed out in turn so that one just given back is the last to come again.</summary>
internal sealed class AddressPool
{
    private readonly IPNetwork _range;
    private readonly UInt128 _first;
    private readonly UInt128 _last;
    private readonly HashSet<UInt128> _taken = [];
    private UInt128 _next;

    /// <exception cref="FormatException">The range cannot be read.</exception>
    public AddressPool(string cidr)
    {
        _range = IPNetwork.Parse(cidr);
        var isIpv4 = _range.BaseAddress.AddressFamily == AddressFamily.InterNetwork;
        var hostBits = (isIpv4 ? 32 : 128) - _range.PrefixLength;
        if (hostBits < 2)
        {
            throw new FormatException($"The pod range {cidr} has no room for pods.");
        }

        // Two for the network and its router; IPv4 keeps the last for broadcasts.
        var network = ToNumber(_range.BaseAddress);
        var size = hostBits == 128 ? UInt128.MaxValue : UInt128.One << hostBits;
        _first = network + 2;
        _last = network + size - (isIpv4 ? 2u : 1u);
        _next = _first;
    }

    public string Cidr => _range.ToString();

    /// <summary>Null when all are taken.</summary>
    public string? Take()
    {
        var candidate = _next;
        while (!_taken.Add(candidate))
        {
            candidate = After(candidate);
            if (candidate == _next)
            {
                return null;
            }
        }

        _next = After(candidate);
        return ToAddress(candidate).ToString();
    }

    public bool GiveBack(string address) => _taken.Remove(ToNumber(IPAddress.Parse(address)));

    private UInt128 After(UInt128 address) => address == _last ? _first : address + 1;

    private static UInt128 ToNumber(IPAddress address)
    {
        Span<byte> bytes = stackalloc byte[16];
        _ = address.TryWriteBytes(bytes, out var length);
        return length == 4 ? BinaryPrimitives.ReadUInt32BigEndian(bytes) : BinaryPrimitives.ReadUInt128BigEndian(bytes);
    }

    private IPAddress ToAddress(UInt128 number)
    {
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteUInt128BigEndian(bytes, number);
        return new IPAddress(_range.BaseAddress.AddressFamily == AddressFamily.InterNetwork ? bytes[12..] : bytes);
    }
}
