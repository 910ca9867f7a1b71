using System.Collections.Immutable;
using MiniKube.Cel.Functions;
using MiniKube.Cel.Values;

namespace MiniKube.Cel.Planning;

/// <summary>A map that is written out.</summary>
internal sealed class MapNode(ImmutableArray<(Node Key, Node Value, bool IsOptional)> entries) : Node
{
    public const ulong Cost = 30;

    public override CelValue Evaluate(Frame frame)
    {
        var made = new Dictionary<CelValue, CelValue>(entries.Length, CelEquality.Instance);
        foreach (var entry in entries)
        {
            var key = entry.Key.Evaluate(frame);
            var value = key.IsError ? key : entry.Value.Evaluate(frame);
            if (value.IsError)
            {
                return value;
            }

            if (entry.IsOptional && value.Kind != CelValueKind.Optional)
            {
                return Errors.NoSuchOverload;
            }

            if (Add(made, key, entry.IsOptional ? value.AsOptional : value) is { } complaint)
            {
                return complaint;
            }
        }

        frame.Charge(Cost);
        return new DictionaryMap(made);
    }

    /// <summary>An error when the key is none or there already; null when all is well.</summary>
    internal static CelValue? Add(Dictionary<CelValue, CelValue> made, in CelValue key, in CelValue? value)
    {
        if (key.Kind is not (CelValueKind.String or CelValueKind.Int or CelValueKind.Uint or CelValueKind.Bool))
        {
            return CelValue.Error($"unsupported key type: {key.TypeOf().RuntimeName}");
        }

        return value is not { } entry || made.TryAdd(key, entry) ? (CelValue?)null : CelValue.Error($"Failed with repeated key: {key}");
    }
}
