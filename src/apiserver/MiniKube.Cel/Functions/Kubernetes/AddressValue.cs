using System.Net;
using MiniKube.Cel.Types;
using MiniKube.Cel.Values;

namespace MiniKube.Cel.Functions.Kubernetes;

/// <summary>An IP address.</summary>
internal sealed class AddressValue(IPAddress address) : CelOpaque
{
    public static CelType CelType { get; } = CelType.Opaque("net.IP");

    public IPAddress Address => address;

    public override CelType Type => CelType;

    public override bool IsEqualTo(CelOpaque other) => other is AddressValue one && one.Address.Equals(address);

    public override string ToString() => address.ToString();
}
