using System.Net;
using System.Net.Sockets;
using MiniKube.Cel.Costs;
using MiniKube.Cel.Types;
using MiniKube.Cel.Values;

namespace MiniKube.Cel.Functions.Kubernetes;

/// <summary>Kubernetes' functions of IP addresses and networks.</summary>
internal static class AddressFunctions
{
    private static readonly CelType Ip = AddressValue.CelType;
    private static readonly CelType Cidr = NetworkValue.CelType;
    private static readonly CelType Text = CelType.String;

    public static IEnumerable<Overload> All => [.. Addresses(), .. Networks()];

    private static IEnumerable<Overload> Addresses() =>
    [
        Overload.Of("ip", [Text], Ip, static args => AddressText.TryParse(args[0].AsString, out var address, out var complaint)
            ? new AddressValue(address) : CelValue.Error(complaint), CostModel.Parse),
        Overload.Of("isIP", [Text], CelType.Bool, static args => AddressText.TryParse(args[0].AsString, out _, out _), CostModel.Parse),
        Overload.Of("ip.isCanonical", [Text], CelType.Bool, static args => AddressText.TryParse(args[0].AsString, out var address, out var complaint)
            ? address.ToString() == args[0].AsString : CelValue.Error(complaint), CanonicalCost),
        Overload.Of("string", [Ip], Text, static args => args[0].AsOpaque.ToString(), CostModel.One),
        Overload.Method("family", [Ip], CelType.Int, static args => Of(args[0]).AddressFamily == AddressFamily.InterNetwork ? 4L : 6L),
        Overload.Method("isUnspecified", [Ip], CelType.Bool, static args => IsUnspecified(Of(args[0]))),
        Overload.Method("isLoopback", [Ip], CelType.Bool, static args => IPAddress.IsLoopback(Of(args[0]))),
        Overload.Method("isLinkLocalMulticast", [Ip], CelType.Bool, static args => IsLinkLocalMulticast(Of(args[0]))),
        Overload.Method("isLinkLocalUnicast", [Ip], CelType.Bool, static args => IsLinkLocalUnicast(Of(args[0]))),
        Overload.Method("isGlobalUnicast", [Ip], CelType.Bool, static args => IsGlobalUnicast(Of(args[0]))),
    ];

    private static IEnumerable<Overload> Networks() =>
    [
        Overload.Of("cidr", [Text], Cidr, static args => AddressText.TryParseNetwork(args[0].AsString, out var network, out var complaint)
            ? network : CelValue.Error(complaint), CostModel.Parse),
        Overload.Of("isCIDR", [Text], CelType.Bool, static args => AddressText.TryParseNetwork(args[0].AsString, out _, out _), CostModel.Parse),
        Overload.Of("string", [Cidr], Text, static args => args[0].AsOpaque.ToString(), CostModel.One),
        Overload.Method("containsIP", [Cidr, Ip], CelType.Bool, static args => Network(args[0]).Contains(Of(args[1])), ContainsAddress(isRead: false)),
        Overload.Method("containsIP", [Cidr, Text], CelType.Bool, static args => AddressText.TryParse(args[1].AsString, out var address, out var complaint)
            ? Network(args[0]).Contains(address) : CelValue.Error(complaint), ContainsAddress(isRead: true)),
        Overload.Method("containsCIDR", [Cidr, Cidr], CelType.Bool, static args => Network(args[0]).Contains(Network(args[1])), ContainsNetwork(isRead: false)),
        Overload.Method("containsCIDR", [Cidr, Text], CelType.Bool, static args => AddressText.TryParseNetwork(args[1].AsString, out var network, out var complaint)
            ? Network(args[0]).Contains(network) : CelValue.Error(complaint), ContainsNetwork(isRead: true)),
        Overload.Method("ip", [Cidr], Ip, static args => new AddressValue(Network(args[0]).Address)),
        Overload.Method("masked", [Cidr], Cidr, static args => Network(args[0]).Masked),
        Overload.Method("prefixLength", [Cidr], CelType.Int, static args => (long)Network(args[0]).Length),
    ];

    // Read, and compared as a text.
    private static CostModel CanonicalCost { get; } = new(static sizes => sizes[0].Cost(2 * CostModel.PerChar)) { Estimate = static _ => CostRange.Exactly(1) };

    // The bytes of any network.
    private static SizeRange NetworkBytes { get; } = new(4, 16);

    /// <summary>The bytes of the network are compared, after the other side was read where it is a text.</summary>
    private static CostModel ContainsAddress(bool isRead) => new(sizes => BytesCost(sizes[0]).Add(ReadCost(sizes[1], isRead)))
    {
        Estimate = sizes => BytesCost(NetworkBytes).Add(ReadCost(sizes[1], isRead)),
    };

    /// <summary>As for an address, after the network was masked; and the lengths are compared.</summary>
    private static CostModel ContainsNetwork(bool isRead) => new(sizes => MaskedCost(sizes[0]).Add(ReadCost(sizes[1], isRead)))
    {
        Estimate = sizes => MaskedCost(NetworkBytes).Add(ReadCost(sizes[1], isRead)),
    };

    private static CostRange BytesCost(SizeRange bytes) => bytes.Add(bytes).Cost(CostModel.PerChar);

    private static CostRange MaskedCost(SizeRange bytes) => BytesCost(bytes).Add(bytes.Cost(CostModel.PerChar)).Add(CostRange.Exactly(1));

    private static CostRange ReadCost(SizeRange text, bool isRead) => isRead ? text.Cost(CostModel.PerChar) : default;

    private static IPAddress Of(in CelValue value) => ((AddressValue)value.AsOpaque).Address;

    private static NetworkValue Network(in CelValue value) => (NetworkValue)value.AsOpaque;

    private static bool IsUnspecified(IPAddress address) => address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any);

    private static bool IsMulticast(IPAddress address) => address.AddressFamily == AddressFamily.InterNetwork
        ? address.GetAddressBytes()[0] is >= 224 and <= 239
        : address.IsIPv6Multicast;

    private static bool IsLinkLocalMulticast(IPAddress address) => address.AddressFamily == AddressFamily.InterNetwork
        ? address.GetAddressBytes() is [224, 0, 0, _]
        : address.IsIPv6Multicast && (address.GetAddressBytes()[1] & 0x0F) == 2;

    private static bool IsLinkLocalUnicast(IPAddress address) => address.AddressFamily == AddressFamily.InterNetwork
        ? address.GetAddressBytes() is [169, 254, _, _]
        : address.IsIPv6LinkLocal;

    private static bool IsGlobalUnicast(IPAddress address) => !IsUnspecified(address) && !IPAddress.IsLoopback(address) && !IsMulticast(address)
        && !IsLinkLocalUnicast(address) && !address.Equals(IPAddress.Broadcast);
}
