using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace MiniKube.Cel.Functions.Kubernetes;

/// <summary>Reads addresses as strictly as Kubernetes does: no zones, no leading zeros, no IPv4 within IPv6.</summary>
internal static class AddressText
{
    public static bool TryParse(string text, [NotNullWhen(true)] out IPAddress? address, [NotNullWhen(false)] out string? complaint)
    {
        address = null;
        complaint = null;
        if (text.Contains('%', StringComparison.Ordinal))
        {
            complaint = $"IP address \"{text}\" with zone value is not allowed";
        }
        else if (text.AsSpan().ContainsAny('[', ']', '/') || !IPAddress.TryParse(text, out address)
            || (address.AddressFamily == AddressFamily.InterNetwork && !IsPlainFour(text)))
        {
            complaint = $"IP Address \"{text}\" parse error during conversion from string: ParseAddr(\"{text}\"): unable to parse IP";
        }
        else if (address.IsIPv4MappedToIPv6)
        {
            complaint = $"IPv4-mapped IPv6 address \"{text}\" is not allowed";
        }

        return complaint is null;
    }

    public static bool TryParseNetwork(string text, [NotNullWhen(true)] out NetworkValue? network, [NotNullWhen(false)] out string? complaint)
    {
        network = null;
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        if (slash < 0 || !TryParse(text[..slash], out var address, out _)
            || !int.TryParse(text.AsSpan(slash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var length)
            || length > (address.AddressFamily == AddressFamily.InterNetwork ? 32 : 128)
            || (text.Length > slash + 2 && text[slash + 1] == '0'))
        {
            complaint = $"network address parse error during conversion from string: netip.ParsePrefix(\"{text}\"): unable to parse network";
            return false;
        }

        complaint = null;
        network = new NetworkValue(address, length);
        return true;
    }

    private static bool IsPlainFour(string text)
    {
        var parts = text.Split('.');
        return parts.Length == 4 && parts.All(part =>
            part.Length is > 0 and <= 3 && part.All(char.IsAsciiDigit) && (part.Length == 1 || part[0] != '0'));
    }
}
