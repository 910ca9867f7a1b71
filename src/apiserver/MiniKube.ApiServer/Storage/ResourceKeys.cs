using System.Text;
using MiniKube.Api.Names;
using MiniKube.Mvcc;

namespace MiniKube.ApiServer.Storage;

/// <summary>Where the objects of a resource are kept: <c>/registry/[group/]resource/[namespace/]name</c>.</summary>
internal sealed class ResourceKeys
{
    private readonly byte[] _prefix;
    private readonly bool _isNamespaced;

    public ResourceKeys(GroupResource stored, bool isNamespaced)
    {
        var path = stored.Group.Length == 0 ? stored.Resource : $"{stored.Group}/{stored.Resource}";
        Prefix = $"/registry/{path}/";
        _prefix = Encoding.UTF8.GetBytes(Prefix);
        _isNamespaced = isNamespaced;
    }

    public static ResourceKeys Namespaces { get; } = new(new GroupResource("", "namespaces"), isNamespaced: false);

    public static ResourceKeys Definitions { get; } =
        new(new GroupResource("apiextensions.k8s.io", "customresourcedefinitions"), isNamespaced: false);

    public string Prefix { get; }

    public Key For(NamespacedName name) => Make(_isNamespaced ? $"{name.Namespace}/{name.Name}" : name.Name);

    /// <summary>All objects of a namespace, or of all namespaces when it is empty.</summary>
    public KeyRange Range(string @namespace) =>
        KeyRange.Prefix(_isNamespaced && @namespace.Length > 0 ? Make($"{@namespace}/") : new Key(_prefix));

    /// <summary>The key's part after the resource: <c>namespace/name</c> or <c>name</c>.</summary>
    public string Relative(Key key) => Encoding.UTF8.GetString(key.Bytes.Span[_prefix.Length..]);

    /// <summary>The key for such a part, whatever it names; the reverse of <see cref="Relative"/>.</summary>
    public Key FromRelative(string relative) => Make(relative);

    public NamespacedName NameOf(Key key)
    {
        var relative = Relative(key);
        var slash = relative.IndexOf('/', StringComparison.Ordinal);
        return slash < 0 ? new NamespacedName("", relative) : new NamespacedName(relative[..slash], relative[(slash + 1)..]);
    }

    private Key Make(string relative)
    {
        var bytes = new byte[_prefix.Length + Encoding.UTF8.GetByteCount(relative)];
        _prefix.CopyTo(bytes, 0);
        Encoding.UTF8.GetBytes(relative, bytes.AsSpan(_prefix.Length));
        return new Key(bytes);
    }
}
