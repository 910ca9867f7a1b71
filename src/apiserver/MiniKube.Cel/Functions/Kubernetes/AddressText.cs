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
        network = ReadNetwork(text, out var why);
        if (network is null)
        {
            complaint = $"network address parse error during conversion from string: {why}";
            return false;
        }

        complaint = null;
        return true;
    }

    private static NetworkValue? ReadNetwork(string text, out string why)
    {
        var slash = text.LastIndexOf('/');
        if (slash < 0)
        {
            why = NoPrefix(text, "no '/'");
            return null;
        }

        var (start, bits) = (text[..slash], text[(slash + 1)..]);
        if (!TryParse(start, out var address, out _))
        {
            why = address is { IsIPv4MappedToIPv6: true } ? $"IPv4-mapped IPv6 address \"{text}\" is not allowed"
                : NoPrefix(text, start.Contains('%', StringComparison.Ordinal) ? "IPv6 zones cannot be present in a prefix" : $"ParseAddr(\"{start}\"): unable to parse IP");
            return null;
        }

        if (!int.TryParse(bits, NumberStyles.None, CultureInfo.InvariantCulture, out var length) || (bits.Length > 1 && bits[0] == '0'))
        {
            why = NoPrefix(text, $"bad bits after slash: \"{bits}\"");
            return null;
        }

        if (length > (address.AddressFamily == AddressFamily.InterNetwork ? 32 : 128))
        {
            why = NoPrefix(text, "prefix length out of range");
            return null;
        }

        why = "";
        return new NetworkValue(address, length);
    }

    // Twice, as upstream says it.
    private static string NoPrefix(string text, string why) => $"network address parse error during conversion from string: netip.ParsePrefix(\"{text}\"): {why}";

    private static bool IsPlainFour(string text)
    {
        var parts = text.Split('.');
        return parts.Length == 4 && parts.All(part =>
            part.Length is > 0 and <= 3 && part.All(char.IsAsciiDigit) && (part.Length == 1 || part[0] != '0'));
    }
}
