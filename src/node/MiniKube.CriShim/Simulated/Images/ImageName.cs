namespace MiniKube.CriShim.Simulated.Images;

/// <summary>A name as people write it, filled up as registries understand it: "busybox" is docker.io/library/busybox:latest.</summary>
internal sealed record ImageName(string Repository, string? Tag, string? Digest)
{
    private const string DefaultRegistry = "docker.io";

    /// <exception cref="FormatException">No registry would take such a name.</exception>
    public static ImageName Parse(string text)
    {
        var digestAt = text.IndexOf('@', StringComparison.Ordinal);
        var digest = digestAt < 0 ? null : text[(digestAt + 1)..];
        var rest = digestAt < 0 ? text : text[..digestAt];
        var tagAt = rest.LastIndexOf(':');
        var hasTag = tagAt > rest.LastIndexOf('/');
        var repository = hasTag ? rest[..tagAt] : rest;
        if (repository.Length == 0 || repository.Any(static c => char.IsAsciiLetterUpper(c) || char.IsWhiteSpace(c)))
        {
            throw new FormatException($"\"{text}\" is not a valid name of an image");
        }

        return new ImageName(WithRegistry(repository), hasTag ? rest[(tagAt + 1)..] : digest is null ? "latest" : null, digest);
    }

    public override string ToString()
        => Repository + (Tag is null ? "" : ":" + Tag) + (Digest is null ? "" : "@" + Digest);

    private static string WithRegistry(string repository)
    {
        var slash = repository.IndexOf('/', StringComparison.Ordinal);
        if (slash < 0)
        {
            return $"{DefaultRegistry}/library/{repository}";
        }

        // A first part that looks like a host is one.
        var first = repository[..slash];
        return first.Contains('.', StringComparison.Ordinal) || first.Contains(':', StringComparison.Ordinal) || first == "localhost"
            ? repository
            : $"{DefaultRegistry}/{repository}";
    }
}
