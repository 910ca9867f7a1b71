namespace MiniKube.Api.Names;

/// <summary>An API group and a version of it; the core group is the empty string.</summary>
public readonly record struct GroupVersion(string Group, string Version)
{
    /// <summary>Reads <c>v1</c> or <c>apps/v1</c>.</summary>
    /// <exception cref="FormatException">The text has more than one slash or an empty part.</exception>
    public static GroupVersion Parse(string apiVersion) =>
        TryParse(apiVersion, out var parsed)
            ? parsed
            : throw new FormatException($"'{apiVersion}' is not an apiVersion: write 'version' or 'group/version'");

    /// <summary>Reads <c>v1</c> or <c>apps/v1</c>; false when the text is neither.</summary>
    public static bool TryParse(string apiVersion, out GroupVersion parsed)
    {
        var parts = apiVersion.Split('/');
        parsed = parts.Length == 2 ? new GroupVersion(parts[0], parts[1]) : new GroupVersion("", parts[0]);
        return parts.Length <= 2 && Array.TrueForAll(parts, part => part.Length > 0);
    }

    public GroupVersionKind WithKind(string kind) => new(Group, Version, kind);

    public GroupVersionResource WithResource(string resource) => new(Group, Version, resource);

    /// <summary>The <c>apiVersion</c> form: <c>v1</c>, <c>apps/v1</c>.</summary>
    public override string ToString() => Group.Length == 0 ? Version : $"{Group}/{Version}";
}
