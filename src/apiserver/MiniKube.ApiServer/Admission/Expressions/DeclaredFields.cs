using System.Collections.Frozen;
using MiniKube.Cel.Types;

namespace MiniKube.ApiServer.Admission.Expressions;

/// <summary>Fields of a type that is written out in the code. Their names are not escaped: programs write <c>request.namespace</c>.</summary>
internal sealed class DeclaredFields(params ReadOnlySpan<(string Name, CelType Type)> fields) : CelFields
{
    private readonly FrozenDictionary<string, CelField> _byName = fields.ToArray()
        .ToFrozenDictionary(field => field.Name, field => new CelField(field.Name, field.Type), StringComparer.Ordinal);

    public override CelField? Find(string name) => _byName.GetValueOrDefault(name);
}
