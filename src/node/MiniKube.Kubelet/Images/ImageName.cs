namespace MiniKube.Kubelet.Images;

/// <summary>Tells image references that can be asked for from those that cannot.</summary>
internal static class ImageName
{
    private const int LengthMax = 255 + 128;

    public static bool IsValid(string reference)
    {
        if (reference.Length is 0 or > LengthMax || reference.Any(c => c > 127 || char.IsWhiteSpace(c)))
        {
            return false;
        }

        var digestAt = reference.IndexOf('@', StringComparison.Ordinal);
        if (digestAt >= 0 && !IsDigest(reference[(digestAt + 1)..]))
        {
            return false;
        }

        var name = digestAt >= 0 ? reference[..digestAt] : reference;
        var tagAt = name.LastIndexOf(':');
        if (tagAt > name.LastIndexOf('/'))
        {
            if (!IsTag(name[(tagAt + 1)..]))
            {
                return false;
            }

            name = name[..tagAt];
        }

        var parts = name.Split('/');
        // The first part may be a host with a port; all others are lower case.
        var hasHost = parts.Length > 1 && (parts[0].Contains('.') || parts[0].Contains(':') || parts[0] is "localhost");
        return parts.Skip(hasHost ? 1 : 0).All(IsPathPart);
    }

    /// <summary>The registry that serves the image, as credentials name it.</summary>
    public static string Registry(string reference) =>
        reference.Split('/') is [var first, _, ..] && (first.Contains('.') || first.Contains(':') || first is "localhost") ? first : "docker.io";

    private static bool IsPathPart(string part) =>
        part.Length > 0
        && part.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '.' or '_' or '-')
        && char.IsAsciiLetterOrDigit(part[0])
        && char.IsAsciiLetterOrDigit(part[^1]);

    private static bool IsTag(string tag) =>
        tag.Length is > 0 and <= 128 && tag.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-') && tag[0] is not ('.' or '-');

    private static bool IsDigest(string digest) =>
        digest.Split(':') is [{ Length: > 0 }, { Length: >= 32 } hex] && hex.All(char.IsAsciiHexDigit);
}
