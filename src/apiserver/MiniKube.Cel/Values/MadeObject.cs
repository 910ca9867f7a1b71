using MiniKube.Cel.Functions;
using MiniKube.Cel.Types;

namespace MiniKube.Cel.Values;

/// <summary>An object that a program made.</summary>
internal sealed class MadeObject(CelType type, Dictionary<string, CelValue> fields) : CelObject
{
    public override CelType Type => type;

    public override IEnumerable<string> Fields => fields.Keys;

    public override bool Has(string field) => fields.ContainsKey(field);

    public override CelValue Get(string field) => fields.TryGetValue(field, out var value) ? value : Errors.NoSuchKey(field);
}
