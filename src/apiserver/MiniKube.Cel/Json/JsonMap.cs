using System.Text.Json.Nodes;
using MiniKube.Cel.Types;
using MiniKube.Cel.Values;

namespace MiniKube.Cel.Json;

/// <summary>A JSON object whose names are data.</summary>
internal sealed class JsonMap(JsonObject tree, CelType element) : CelMap
{
    public override int Count => tree.Count;

    public override IEnumerable<CelValue> Keys
    {
        get
        {
            foreach (var (name, _) in tree)
            {
                yield return name;
            }
        }
    }

    public override bool TryGet(in CelValue key, out CelValue value)
    {
        if (key.Kind == CelValueKind.String && tree.TryGetPropertyValue(key.AsString, out var member))
        {
            value = JsonValues.Of(member, element);
            return true;
        }

        value = default;
        return false;
    }
}
