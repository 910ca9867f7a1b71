using MiniKube.Cel.Types;

namespace MiniKube.Cel.Tests;

/// <summary>Fields that a test declares.</summary>
internal sealed class TableOfFields(params (string Name, CelType Type)[] fields) : CelFields
{
    private readonly Dictionary<string, CelField> _fields = fields.ToDictionary(field => field.Name, field => new CelField(field.Name, field.Type), StringComparer.Ordinal);

    public override CelField? Find(string name) => _fields.GetValueOrDefault(name);
}
