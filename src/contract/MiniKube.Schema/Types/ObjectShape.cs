using System.Collections.Frozen;
using System.Collections.Immutable;

namespace MiniKube.Schema.Types;

/// <summary>The fields of an object type, in the three forms in which they are asked for.</summary>
internal sealed record ObjectShape(
    ImmutableArray<FieldSchema> Declared,
    ImmutableArray<FieldSchema> Ordered,
    FrozenDictionary<string, FieldSchema> ByName)
{
    public static ObjectShape Of(ImmutableArray<FieldSchema> declared)
    {
        var ordered = ImmutableArray.CreateBuilder<FieldSchema>(declared.Length);
        foreach (var field in declared)
        {
            if (field.IsInline)
            {
                foreach (var inner in field.Type.OrderedFields)
                {
                    ordered.Add(inner.At(ordered.Count, [field.ProtoNumber, .. inner.InlineNumbers]));
                }
            }
            else
            {
                ordered.Add(field.At(ordered.Count, []));
            }
        }

        var all = ordered.ToImmutable();
        return new ObjectShape(declared, all, all.ToFrozenDictionary(field => field.Name, StringComparer.Ordinal));
    }
}
