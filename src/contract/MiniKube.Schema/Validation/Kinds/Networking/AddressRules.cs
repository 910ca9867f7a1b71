using System.Net;
using System.Net.Sockets;
using MiniKube.Api.Validation;

namespace MiniKube.Schema.Validation.Kinds.Networking;

/// <summary>Addresses to which others are sent: none that mean something else to each who has them.</summary>
internal static class AddressRules
{
    /// <param name="text">The address.</param>
    /// <param name="where">Its place.</param>
    /// <param name="complaints">Where complaints go.</param>
    /// <param name="mayBeOwn">Whether it may be the machine's own: a cluster inside a process sends to what listens beside it.</param>
    public static void NotSpecial(string text, FieldLocation where, Complaints complaints, bool mayBeOwn = false)
    {
        if (NameRules.IpAddress(text) is { IsEmpty: false } || !IPAddress.TryParse(text, out var address))
        {
            complaints.Invalid(where, text, "must be a valid IP address");
            return;
        }

        var why = address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any) ? $"may not be unspecified ({text})"
            : IPAddress.IsLoopback(address) && !mayBeOwn ? "may not be in the loopback range (127.0.0.0/8, ::1/128)"
            : IsLinkLocal(address) ? "may not be in the link-local range (169.254.0.0/16, fe80::/10)"
            : IsLinkLocalMulticast(address) ? "may not be in the link-local multicast range (224.0.0.0/24, ff02::/10)"
            : null;
        if (why is not null)
        {
            complaints.Invalid(where, text, why);
        }
    }

    private static bool IsLinkLocal(IPAddress address) =>
        address.AddressFamily == AddressFamily.InterNetwork ? StartsWith(address, 169, 254) : address.IsIPv6LinkLocal;

    private static bool IsLinkLocalMulticast(IPAddress address) => address.AddressFamily == AddressFamily.InterNetwork
        ? StartsWith(address, 224, 0, 0)
        : StartsWith(address, 0xFF) && (address.GetAddressBytes()[1] & 0x0F) == 0x02;

    private static bool StartsWith(IPAddress address, params ReadOnlySpan<byte> bytes)
    {
        Span<byte> written = stackalloc byte[16];
        return address.TryWriteBytes(written, out _) && written.StartsWith(bytes);
    }
}
