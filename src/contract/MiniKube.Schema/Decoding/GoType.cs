using MiniKube.Schema.Types;

namespace MiniKube.Schema.Decoding;

/// <summary>Names types as error messages do that clients know from upstream: <c>int32</c>, <c>[]v1.Container</c>, <c>map[string]string</c>.</summary>
internal static class GoType
{
    public static string Name(TypeSchema type) => type.Kind switch
    {
        TypeKind.Boolean => "bool",
        TypeKind.Double => "float64",
        TypeKind.Bytes => "[]uint8",
        TypeKind.List => $"[]{Name(type.Element!)}",
        TypeKind.Map => $"map[string]{Name(type.Element!)}",
        TypeKind.Object => Qualified(type.Name),
        TypeKind.Quantity => "resource.Quantity",
        TypeKind.IntOrString => "intstr.IntOrString",
        TypeKind.Time => "v1.Time",
        TypeKind.MicroTime => "v1.MicroTime",
        TypeKind.Duration => "v1.Duration",
        _ => type.Name,
    };

    /// <summary>The name without its package: <c>PodSpec</c>.</summary>
    public static string Short(TypeSchema type) => type.Name[(type.Name.LastIndexOf('.') + 1)..];

    private static string Qualified(string fullName)
    {
        var last = fullName.LastIndexOf('.');
        var before = last < 0 ? -1 : fullName.LastIndexOf('.', last - 1);
        return fullName[(before + 1)..];
    }
}
