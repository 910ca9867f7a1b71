using System.Net;
using MiniKube.Cel.Types;
using MiniKube.Cel.Values;

namespace MiniKube.Cel.Functions.Kubernetes;

/// <summary>A network in CIDR notation; host bits may be set.</summary>
internal sealed class NetworkValue(IPAddress address, int length) : CelOpaque
{
    public static CelType CelType { get; } = CelType.Opaque("net.CIDR");

    public IPAddress Address => address;

    public int Length => length;

    public override CelType Type => CelType;

    /// <summary>The bytes of its prefix.</summary>
    public override ulong Size => (ulong)(length + 7) / 8;

    public NetworkValue Masked
    {
        get
        {
            var bytes = address.GetAddressBytes();
            for (var i = 0; i < bytes.Length; i++)
            {
                var kept = Math.Clamp(length - (i * 8), 0, 8);
                bytes[i] &= (byte)(0xFF << (8 - kept));
            }

            return new NetworkValue(new IPAddress(bytes), length);
        }
    }

    public bool Contains(IPAddress other) => other.AddressFamily == address.AddressFamily
        && new NetworkValue(other, length).Masked.Address.Equals(Masked.Address);

    public bool Contains(NetworkValue other) => other.Length >= length && Contains(other.Masked.Address);

    public override bool IsEqualTo(CelOpaque other) => other is NetworkValue one && one.Length == length && one.Address.Equals(address);

    public override string ToString() => $"{address}/{length}";
}
