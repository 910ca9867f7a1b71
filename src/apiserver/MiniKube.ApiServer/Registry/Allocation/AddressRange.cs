using System.Net;
using System.Numerics;
using MiniKube.Api.Determinism;

namespace MiniKube.ApiServer.Registry.Allocation;

/// <summary>The addresses that Services get; without the network's own and, in IPv4, its broadcast address.</summary>
internal sealed class AddressRange(IPNetwork network)
{
    private readonly BigInteger _base = ToNumber(network.BaseAddress);
    private readonly BigInteger _size = BigInteger.One << (BitsOf(network.BaseAddress) - network.PrefixLength);

    public string Family => IsIPv4 ? "IPv4" : "IPv6";

    /// <summary>The API server's own address.</summary>
    public IPAddress First => At(1);

    /// <summary>How many addresses can be given, or the highest number that can be told.</summary>
    public int Count => (int)BigInteger.Min(Usable, int.MaxValue);

    private bool IsIPv4 => network.BaseAddress.AddressFamily == System.Net.Sockets.AddressFamily.InterNetwork;

    private BigInteger Usable => BigInteger.Max(BigInteger.Zero, _size - (IsIPv4 ? 2 : 1));

    public static string FamilyOf(IPAddress address) =>
        address.AddressFamily == System.Net.Sockets.AddressFamily.InterNetworkV6 ? "IPv6" : "IPv4";

    public bool Contains(IPAddress address)
    {
        if (address.AddressFamily != network.BaseAddress.AddressFamily)
        {
            return false;
        }

        var offset = ToNumber(address) - _base;
        return offset >= 1 && offset <= Usable;
    }

    /// <summary>An address by chance.</summary>
    public IPAddress Next(IRandomSource random) => At(1 + random.Next(Count));

    /// <summary>The address at a place, counted from 0 up to, not including, <see cref="Count"/>.</summary>
    public IPAddress Nth(int place) => At(1 + place);

    public override string ToString() => network.ToString();

    private IPAddress At(int offset)
    {
        var length = BitsOf(network.BaseAddress) / 8;
        var bytes = new byte[length];
        var number = (_base + offset).ToByteArray(isUnsigned: true, isBigEndian: true);
        number.CopyTo(bytes, length - number.Length);
        return new IPAddress(bytes);
    }

    private static BigInteger ToNumber(IPAddress address) => new(address.GetAddressBytes(), isUnsigned: true, isBigEndian: true);

    private static int BitsOf(IPAddress address) => address.GetAddressBytes().Length * 8;
}
