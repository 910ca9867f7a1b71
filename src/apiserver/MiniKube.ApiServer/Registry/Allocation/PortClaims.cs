using System.Globalization;
using System.Text;
using MiniKube.Api.Names;
using MiniKube.Mvcc;

namespace MiniKube.ApiServer.Registry.Allocation;

/// <summary>A node port is taken by a key of its own, whose value is the namespace and name of its Service.</summary>
internal static class PortClaims
{
    public const int Min = 30_000;
    public const int Max = 32_767;

    private const string Prefix = "/allocations/nodeports/";

    public static KeyRange All { get; } = KeyRange.Prefix(Key.From(Prefix));

    public static Key KeyOf(long port) => Key.From($"{Prefix}{port}");

    /// <summary>0 for a key that names no port.</summary>
    public static int PortOf(Key key) =>
        int.TryParse(Encoding.UTF8.GetString(key.Bytes.Span[Prefix.Length..]), NumberStyles.None, CultureInfo.InvariantCulture, out var port) ? port : 0;

    public static byte[] For(NamespacedName service) => Encoding.UTF8.GetBytes($"{service.Namespace}/{service.Name}");

    public static NamespacedName OwnerOf(ReadOnlyMemory<byte> value)
    {
        var text = Encoding.UTF8.GetString(value.Span);
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        return slash < 0 ? new NamespacedName("", text) : new NamespacedName(text[..slash], text[(slash + 1)..]);
    }
}
