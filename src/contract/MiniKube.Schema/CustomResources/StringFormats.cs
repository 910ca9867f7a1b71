using System.Globalization;
using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using MiniKube.Api.Durations;
using MiniKube.Api.Validation;

namespace MiniKube.Schema.CustomResources;

/// <summary>The formats of texts that are checked; an unknown format demands nothing.</summary>
internal static class StringFormats
{
    public static bool Allows(string format, string text) => format switch
    {
        "date-time" or "datetime" => TextFormats.IsDateTime(text),
        "date" => TextFormats.IsDate(text),
        "duration" => GoDuration.TryParse(text, out long _),
        "ipv4" => IPAddress.TryParse(text, out var four) && four.AddressFamily == AddressFamily.InterNetwork && text.Count(c => c == '.') == 3,
        "ipv6" => IPAddress.TryParse(text, out var six) && six.AddressFamily == AddressFamily.InterNetworkV6,
        "cidr" => IPNetwork.TryParse(text, out _) || IsHostInNetwork(text),
        "mac" => PhysicalAddress.TryParse(text, out _),
        "uuid" or "uuid3" or "uuid4" or "uuid5" => TextFormats.IsUuid(text),
        "uri" => Uri.TryCreate(text, UriKind.Absolute, out _),
        "hostname" => text.Length <= NameRules.SubdomainBytesMax && NameRules.IsDnsSubdomain(text.ToLowerInvariant()),
        "email" => IsEmail(text),
        "byte" => TextFormats.IsBase64(text),
        "hexcolor" => text.Length is 4 or 7 && text[0] == '#' && text.Skip(1).All(char.IsAsciiHexDigit),
        "k8s-short-name" => NameRules.IsDnsLabel(text),
        "k8s-long-name" => NameRules.IsDnsSubdomain(text),
        _ => true,
    };

    /// <summary>An address with a prefix length, whose host bits may be set.</summary>
    private static bool IsHostInNetwork(string text)
    {
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        return slash > 0 && IPAddress.TryParse(text.AsSpan(0, slash), out var address)
            && int.TryParse(text.AsSpan(slash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var bits)
            && bits <= (address.AddressFamily == AddressFamily.InterNetwork ? 32 : 128);
    }

    private static bool IsEmail(string text)
    {
        var at = text.LastIndexOf('@');
        return at > 0 && at < text.Length - 1 && !text.Any(char.IsWhiteSpace);
    }
}
