using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;

namespace MiniKube.Hosting.Nodes;

/// <summary>Finds out where a node can be reached.</summary>
internal static class NodeAddresses
{
    /// <summary>The first global IPv4 address of an interface that is up; loopback when there is none.</summary>
    public static IPAddress Find() => NetworkInterface.GetAllNetworkInterfaces()
        .Where(card => card.OperationalStatus == OperationalStatus.Up && card.NetworkInterfaceType != NetworkInterfaceType.Loopback)
        .Where(card => card.GetIPProperties().GatewayAddresses.Count > 0)
        .SelectMany(card => card.GetIPProperties().UnicastAddresses)
        .Select(unicast => unicast.Address)
        .FirstOrDefault(address => address.AddressFamily == AddressFamily.InterNetwork, IPAddress.Loopback);

    /// <summary>Every address of this machine, of whatever interface.</summary>
    public static IReadOnlyCollection<IPAddress> All() =>
        [.. NetworkInterface.GetAllNetworkInterfaces().SelectMany(card => card.GetIPProperties().UnicastAddresses).Select(unicast => unicast.Address)];
}
