using MiniKube.Cel.Json;
using MiniKube.Cel.Types;
using MiniKube.Schema.Types;

namespace MiniKube.ApiServer.Admission.Policies;

/// <summary>The fields of a type of the API.</summary>
internal sealed class TypedFields : CelFields
{
    private readonly Lazy<Dictionary<string, CelField>> _fields;

    private TypedFields(TypeSchema type) => _fields = new(() =>
    {
        var made = new Dictionary<string, CelField>(StringComparer.Ordinal);
        foreach (var field in type.OrderedFields)
        {
            if (PropertyNames.Escape(field.Name) is { } name)
            {
                // Where types are not checked names are not escaped.
                made[name] = made[field.Name] = new CelField(field.Name, TypeOf(field.Type));
            }
        }

        return made;
    });

    public override CelField? Find(string name) => _fields.Value.GetValueOrDefault(name);

    /// <summary>The type that programs see, as the OpenAPI document describes it: a quantity is a text.</summary>
    public static CelType TypeOf(TypeSchema type) => type.Kind switch
    {
        TypeKind.Object when type.PreservesUnknownFields => CelType.Dyn,
        TypeKind.Object => CelType.Object(type.Name, new TypedFields(type)),
        TypeKind.Map => CelType.MapOf(CelType.String, TypeOf(type.Element!)),
        TypeKind.List => CelType.ListOf(TypeOf(type.Element!)),
        TypeKind.String when type.Rules?.Format is { } format => OfText(format),
        TypeKind.String or TypeKind.Quantity or TypeKind.Duration => CelType.String,
        TypeKind.Int32 or TypeKind.Int64 => CelType.Int,
        TypeKind.Double => CelType.Double,
        TypeKind.Boolean => CelType.Bool,
        TypeKind.Time or TypeKind.MicroTime => CelType.Timestamp,
        TypeKind.Bytes => CelType.Bytes,
        _ => CelType.Dyn,
    };

    /// <summary>Texts of custom resources, whose formats say what they are.</summary>
    private static CelType OfText(string format) => format switch
    {
        "byte" => CelType.Bytes,
        "duration" => CelType.Duration,
        "date" or "date-time" => CelType.Timestamp,
        _ => CelType.String,
    };
}
