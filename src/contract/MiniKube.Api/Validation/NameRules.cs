using System.Collections.Immutable;
using System.Net;
using System.Text;

namespace MiniKube.Api.Validation;

/// <summary>
/// The rules that names, keys and values follow. Each answers with what is wrong, in upstream's words; an empty answer means that the text is right.
/// </summary>
public static class NameRules
{
    public const int LabelBytesMax = 63;
    public const int SubdomainBytesMax = 253;
    public const int PortNameBytesMax = 15;

    public const string PortRange = "must be between 1 and 65535, inclusive";

    private const string QualifiedNameRule =
        "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character";

    public static bool IsDnsLabel(string text) => DnsLabel(text).IsEmpty;

    public static bool IsDnsSubdomain(string text) => DnsSubdomain(text).IsEmpty;

    public static bool IsPathSegmentName(string text) => PathSegmentName(text).IsEmpty;

    public static bool IsQualifiedName(string text) => QualifiedName(text).IsEmpty;

    public static bool IsLabelValue(string text) => LabelValue(text).IsEmpty;

    /// <summary>RFC 1123 label: the names of Namespaces, containers, volumes, most hosts.</summary>
    public static ImmutableArray<string> DnsLabel(string text)
    {
        if (text.Length <= LabelBytesMax && NamePatterns.Dns1123Label.IsMatch(text))
        {
            return [];
        }

        var complaints = TooLong(text, LabelBytesMax);
        if (NamePatterns.Dns1123Subdomain.IsMatch(text))
        {
            // It would do but for its dots.
            if (!NamePatterns.Dns1123Label.IsMatch(text))
            {
                complaints.Add("must not contain dots");
            }
        }
        else
        {
            complaints.Add(NamePatterns.Complaint(
                "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character",
                NamePatterns.Dns1123LabelPattern,
                "my-name",
                "123-abc"));
        }

        return complaints.ToImmutable();
    }

    /// <summary>RFC 1123 subdomain: the names of most objects.</summary>
    public static ImmutableArray<string> DnsSubdomain(string text)
    {
        if (text.Length <= SubdomainBytesMax && NamePatterns.Dns1123Subdomain.IsMatch(text))
        {
            return [];
        }

        var complaints = TooLong(text, SubdomainBytesMax);
        if (!NamePatterns.Dns1123Subdomain.IsMatch(text))
        {
            complaints.Add(NamePatterns.Complaint(
                "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character",
                NamePatterns.Dns1123SubdomainPattern,
                "example.com"));
        }

        return complaints.ToImmutable();
    }

    /// <summary>A subdomain whose first label is <c>*</c>: a host of an Ingress.</summary>
    public static ImmutableArray<string> WildcardDnsSubdomain(string text)
    {
        var complaints = TooLong(text, SubdomainBytesMax);
        if (!NamePatterns.WildcardSubdomain.IsMatch(text))
        {
            complaints.Add(NamePatterns.Complaint(
                "a wildcard DNS-1123 subdomain must start with '*.', followed by a valid DNS subdomain, which must consist of lower case alphanumeric characters, '-' or '.' and end with an alphanumeric character",
                NamePatterns.WildcardSubdomainPattern,
                "*.example.com"));
        }

        return complaints.ToImmutable();
    }

    /// <summary>RFC 1035 label: the names of Services.</summary>
    public static ImmutableArray<string> Dns1035Label(string text)
    {
        if (text.Length <= LabelBytesMax && NamePatterns.Dns1035Label.IsMatch(text))
        {
            return [];
        }

        var complaints = TooLong(text, LabelBytesMax);
        if (!NamePatterns.Dns1035Label.IsMatch(text))
        {
            complaints.Add(NamePatterns.Complaint(
                "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character",
                NamePatterns.Dns1035LabelPattern,
                "my-name",
                "abc-123"));
        }

        return complaints.ToImmutable();
    }

    /// <summary>What can stand in a path: the names of roles and bindings.</summary>
    public static ImmutableArray<string> PathSegmentName(string text)
    {
        if (text is "." or "..")
        {
            return [$"may not be '{text}'"];
        }

        var complaints = ImmutableArray.CreateBuilder<string>();
        foreach (var part in "/%")
        {
            if (text.Contains(part))
            {
                complaints.Add($"may not contain '{part}'");
            }
        }

        return complaints.ToImmutable();
    }

    /// <summary><c>[prefix/]name</c>: the keys of labels and annotations, the names of resources and finalizers.</summary>
    public static ImmutableArray<string> QualifiedName(string text)
    {
        if (IsPlainlyQualified(text))
        {
            return [];
        }

        var parts = text.Split('/');
        if (parts.Length > 2)
        {
            return
            [
                $"a qualified name {NamePatterns.Complaint(QualifiedNameRule, NamePatterns.QualifiedNamePattern, "MyName", "my.name", "123-abc")} with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')",
            ];
        }

        var complaints = ImmutableArray.CreateBuilder<string>();
        if (parts.Length == 2)
        {
            complaints.AddRange(parts[0].Length == 0 ? ["prefix part must be non-empty"] : DnsSubdomain(parts[0]).Select(complaint => $"prefix part {complaint}"));
        }

        var name = parts[^1];
        if (name.Length == 0)
        {
            complaints.Add("name part must be non-empty");
        }
        else
        {
            complaints.AddRange(TooLong(name, LabelBytesMax).Select(complaint => $"name part {complaint}"));
        }

        if (!NamePatterns.QualifiedName.IsMatch(name))
        {
            complaints.Add($"name part {NamePatterns.Complaint(QualifiedNameRule, NamePatterns.QualifiedNamePattern, "MyName", "my.name", "123-abc")}");
        }

        return complaints.ToImmutable();
    }

    /// <summary>What nearly all keys are; says nothing of why a text is none.</summary>
    private static bool IsPlainlyQualified(ReadOnlySpan<char> text)
    {
        var slash = text.IndexOf('/');
        var prefix = slash < 0 ? default : text[..slash];
        var name = text[(slash + 1)..];
        return name.Length is > 0 and <= LabelBytesMax
            && prefix.Length <= SubdomainBytesMax
            && (slash < 0 || NamePatterns.Dns1123Subdomain.IsMatch(prefix))
            && NamePatterns.QualifiedName.IsMatch(name);
    }

    public static ImmutableArray<string> LabelValue(string text)
    {
        if (text.Length == 0 || (text.Length <= LabelBytesMax && NamePatterns.QualifiedName.IsMatch(text)))
        {
            return [];
        }

        var complaints = TooLong(text, LabelBytesMax);
        if (text.Length > 0 && !NamePatterns.QualifiedName.IsMatch(text))
        {
            complaints.Add(NamePatterns.Complaint(
                "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character",
                NamePatterns.LabelValuePattern,
                "MyValue",
                "my_value",
                "12345"));
        }

        return complaints.ToImmutable();
    }

    /// <summary>RFC 6335: the names of container ports.</summary>
    public static ImmutableArray<string> PortName(string text)
    {
        if (IsPlainPortName(text))
        {
            return [];
        }

        var complaints = TooLong(text, PortNameBytesMax);
        if (text.Length == 0 || text.Any(c => !IsOfPortName(c)))
        {
            complaints.Add("must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)");
        }

        if (!text.Any(char.IsAsciiLetterLower))
        {
            complaints.Add("must contain at least one letter (a-z)");
        }

        if (text.Contains("--", StringComparison.Ordinal))
        {
            complaints.Add("must not contain consecutive hyphens");
        }

        if (text.StartsWith('-') || text.EndsWith('-'))
        {
            complaints.Add("must not begin or end with a hyphen");
        }

        return complaints.ToImmutable();
    }

    private static bool IsPlainPortName(ReadOnlySpan<char> text)
    {
        var hasLetter = false;
        for (var i = 0; i < text.Length; i++)
        {
            hasLetter |= char.IsAsciiLetterLower(text[i]);
            if (!IsOfPortName(text[i]) || (text[i] == '-' && (i == 0 || i == text.Length - 1 || text[i - 1] == '-')))
            {
                return false;
            }
        }

        return hasLetter && text.Length <= PortNameBytesMax;
    }

    private static bool IsOfPortName(char c) => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-';

    public static ImmutableArray<string> PortNumber(long port) => port is >= 1 and <= 65535 ? [] : [PortRange];

    /// <summary>Names of environment variables: printable ASCII but the equals sign.</summary>
    public static ImmutableArray<string> EnvironmentVariableName(string text)
    {
        if (text.Length == 0)
        {
            return ["environment variable name must be non-empty"];
        }

        return !text.AsSpan().ContainsAnyExceptInRange(' ', '~') && !text.Contains('=')
            ? []
            : ["a valid environment variable name must consist only of printable ASCII characters other than '='"];
    }

    /// <summary>Keys of ConfigMaps and Secrets: what can be a file name.</summary>
    public static ImmutableArray<string> ConfigKey(string text)
    {
        if (text.Length is > 0 and <= SubdomainBytesMax && !text.StartsWith('.') && NamePatterns.ConfigKey.IsMatch(text))
        {
            return [];
        }

        var complaints = TooLong(text, SubdomainBytesMax);
        if (!NamePatterns.ConfigKey.IsMatch(text))
        {
            complaints.Add(NamePatterns.Complaint(
                "a valid config key must consist of alphanumeric characters, '-', '_' or '.'",
                NamePatterns.ConfigKeyPattern,
                "key.name",
                "KEY_NAME",
                "key-name"));
        }

        if (text is "." or "..")
        {
            complaints.Add($"must not be '{text}'");
        }
        else if (text.StartsWith("..", StringComparison.Ordinal))
        {
            complaints.Add("must not start with '..'");
        }

        return complaints.ToImmutable();
    }

    /// <summary>The domains in which a resolver looks: subdomains that may have underscores.</summary>
    public static ImmutableArray<string> SearchDomain(string text)
    {
        if (text.Length <= SubdomainBytesMax && NamePatterns.UnderscoreSubdomain.IsMatch(text))
        {
            return [];
        }

        var complaints = TooLong(text, SubdomainBytesMax);
        if (!NamePatterns.UnderscoreSubdomain.IsMatch(text))
        {
            complaints.Add(NamePatterns.Complaint(
                "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '_', '-' or '.', and must start and end with an alphanumeric character",
                NamePatterns.UnderscoreSubdomainPattern,
                "example.com"));
        }

        return complaints.ToImmutable();
    }

    /// <summary>Names of the headers that a probe sends.</summary>
    public static ImmutableArray<string> HeaderName(string text) => NamePatterns.HeaderName.IsMatch(text)
        ? []
        : [NamePatterns.Complaint("a valid HTTP header must consist of alphanumeric characters or '-'", NamePatterns.HeaderNamePattern, "X-Header-Name")];

    /// <summary>Numbers of users and groups.</summary>
    public static ImmutableArray<string> OwnerNumber(long number) =>
        number is >= 0 and <= int.MaxValue ? [] : [$"must be between 0 and {int.MaxValue}, inclusive"];

    public static ImmutableArray<string> Percent(string text) => NamePatterns.Percent.IsMatch(text)
        ? []
        : [NamePatterns.Complaint("a valid percent string must be a numeric string followed by an ending '%'", NamePatterns.PercentPattern, "1%", "93%")];

    /// <summary>What may follow the host in a URL.</summary>
    public static ImmutableArray<string> HttpPath(string text) => NamePatterns.HttpPath.IsMatch(text)
        ? []
        : [$"Invalid path (regex used for validation is '{NamePatterns.HttpPathPattern}')"];

    public static ImmutableArray<string> IpAddress(string text) =>
        IPAddress.TryParse(text, out var address) && IsCanonicalEnough(text, address)
            ? []
            : ["must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)"];

    public static ImmutableArray<string> Cidr(string text)
    {
        var slash = text.IndexOf('/');
        return slash > 0 && IpAddress(text[..slash]).IsEmpty &&
            int.TryParse(text[(slash + 1)..], out var bits) && bits >= 0 && bits <= (text.Contains(':') ? 128 : 32)
            ? []
            : ["must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)"];
    }

    // The parser of the platform also takes "1.2" and "0x7f.1".
    private static bool IsCanonicalEnough(string text, IPAddress address) => text.Contains(':')
        ? !text.Contains('%') && !text.Contains('[')
        : address.ToString() == text;

    private static ImmutableArray<string>.Builder TooLong(string text, int bytesMax)
    {
        var complaints = ImmutableArray.CreateBuilder<string>();
        if (Encoding.UTF8.GetByteCount(text) > bytesMax)
        {
            complaints.Add($"must be no more than {bytesMax} bytes");
        }

        return complaints;
    }
}
