using MiniKube.Schema.Types;

namespace MiniKube.Schema.OpenApi;

/// <summary>The definitions of values that are not objects with fields, under the names that clients know.</summary>
internal static class WellKnownTypes
{
    public const string Status = Meta + "Status";
    public const string DeleteOptions = Meta + "DeleteOptions";
    public const string ObjectMeta = Meta + "ObjectMeta";
    public const string Patch = Meta + "Patch";

    private const string Meta = "io.k8s.apimachinery.pkg.apis.meta.v1.";

    /// <summary>The name under which other definitions refer to the type; null for a type that is written in place.</summary>
    public static string? ReferenceName(FieldSchema? field, TypeSchema type) => type.Kind switch
    {
        _ when type.Name.Contains('.') && type.Kind is not TypeKind.List and not TypeKind.Map => type.Name,
        TypeKind.Time => Meta + "Time",
        TypeKind.MicroTime => Meta + "MicroTime",
        TypeKind.Duration => Meta + "Duration",
        TypeKind.Quantity => "io.k8s.apimachinery.pkg.api.resource.Quantity",
        TypeKind.IntOrString => "io.k8s.apimachinery.pkg.util.intstr.IntOrString",
        TypeKind.Raw when field?.Name == "fieldsV1" => Meta + "FieldsV1",
        TypeKind.Raw => "io.k8s.apimachinery.pkg.runtime.RawExtension",
        _ => null,
    };

    /// <summary>What is said of a well-known type that the description source does not know.</summary>
    public static string? Description(string name) => name[(name.LastIndexOf('.') + 1)..] switch
    {
        "Time" => "A moment in RFC 3339 form, with whole seconds.",
        "MicroTime" => "A moment in RFC 3339 form, with microseconds.",
        "Duration" => "A length of time such as 1h30m or 500ms.",
        "Quantity" => "A number with an optional unit: a decimal (k, M, G, ...) or binary (Ki, Mi, Gi, ...) suffix, or an exponent; 100m is a tenth.",
        "IntOrString" => "A number, or a string such as a name or a percentage.",
        "RawExtension" => "An object of any kind.",
        "FieldsV1" => "A set of fields as a tree: f:<name> is a field, k:<keys> an item of a list by its keys, v:<value> one by its value, . the node itself.",
        "Patch" => "The body of a PATCH request; its media type says of which form.",
        _ => null,
    };
}
