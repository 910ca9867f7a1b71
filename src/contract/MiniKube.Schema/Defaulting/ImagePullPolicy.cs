namespace MiniKube.Schema.Defaulting;

/// <summary>When to pull an image whose owner does not say: what may move under its name is always asked for.</summary>
internal static class ImagePullPolicy
{
    public static string Of(string image)
    {
        var at = image.IndexOf('@', StringComparison.Ordinal);
        var name = at < 0 ? image : image[..at];
        var colon = name.LastIndexOf(':');

        // A colon before a slash belongs to the port of a registry.
        var tag = colon > name.LastIndexOf('/') ? name[(colon + 1)..] : "";
        return tag == "latest" || (tag.Length == 0 && at < 0) ? "Always" : "IfNotPresent";
    }
}
