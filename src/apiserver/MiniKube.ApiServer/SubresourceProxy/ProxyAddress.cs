using System.Net;
using System.Net.Sockets;
using MiniKube.Api.Errors;

namespace MiniKube.ApiServer.SubresourceProxy;

/// <summary>Which addresses the server connects to on a client's behalf: never its own machine's, never those of its link.</summary>
internal static class ProxyAddress
{
    /// <exception cref="ApiException">400: it is no address that a pod or node can have.</exception>
    public static Uri Origin(string scheme, string address, int? port) =>
        IPAddress.TryParse(address, out var ip) && IsGlobal(ip)
            ? new UriBuilder(scheme, ip.ToString(), port ?? -1).Uri
            : throw StatusErrors.BadRequest("address not allowed");

    private static bool IsGlobal(IPAddress ip)
    {
        var plain = ip.IsIPv4MappedToIPv6 ? ip.MapToIPv4() : ip;
        if (IPAddress.IsLoopback(plain) || plain.IsIPv6LinkLocal || plain.IsIPv6Multicast || plain.Equals(IPAddress.IPv6Any))
        {
            return false;
        }

        return plain.AddressFamily != AddressFamily.InterNetwork
            || plain.GetAddressBytes() is not ([0, 0, 0, 0] or [255, 255, 255, 255] or [169, 254, ..] or [>= 224 and <= 239, ..]);
    }
}
