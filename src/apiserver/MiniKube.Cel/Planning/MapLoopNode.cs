using MiniKube.Cel.Functions;
using MiniKube.Cel.Values;

namespace MiniKube.Cel.Planning;

/// <summary><c>transformMap</c> and <c>transformMapEntry</c>: make a map.</summary>
/// <param name="range">What is walked over.</param>
/// <param name="slot">Of the first variable.</param>
/// <param name="predicate">Null when all entries count.</param>
/// <param name="transform">The value for the same key, or a map of the entries to add.</param>
/// <param name="isEntry">The transform gives a map.</param>
internal sealed class MapLoopNode(Node range, int slot, Node? predicate, Node transform, bool isEntry) : LoopNode(range, slot, hasSecond: true)
{
    private const ulong InsertCost = 3;

    private readonly int _slot = slot;

    protected override object? Begin() => new Dictionary<CelValue, CelValue>(CelEquality.Instance);

    protected override CelValue? Step(Frame frame, ref CelValue state, object? made)
    {
        var key = frame.Locals[_slot];
        if (predicate is not null)
        {
            var answer = predicate.Evaluate(frame);
            if (answer.Kind != CelValueKind.Bool)
            {
                return answer.IsError ? answer : Errors.NoSuchOverload;
            }

            if (answer.IsFalse)
            {
                frame.Charge(1);
                return null;
            }
        }

        frame.Charge(InsertCost);
        var value = transform.Evaluate(frame);
        var entries = (Dictionary<CelValue, CelValue>)made!;
        return value.IsError ? value
            : !isEntry ? MapNode.Add(entries, key, value)
            : value.Kind == CelValueKind.Map ? AddAll(frame, entries, value.AsMap)
            : Errors.NoSuchOverload;
    }

    protected override CelValue End(in CelValue state, object? made) => new DictionaryMap((Dictionary<CelValue, CelValue>)made!);

    private static CelValue? AddAll(Frame frame, Dictionary<CelValue, CelValue> entries, CelMap added)
    {
        foreach (var key in added.Keys)
        {
            frame.Charge(1);
            _ = added.TryGet(key, out var value);
            if (entries.ContainsKey(key))
            {
                return CelValue.Error($"insert failed: key {key} already exists");
            }

            if (MapNode.Add(entries, key, value) is { } complaint)
            {
                return complaint;
            }
        }

        return null;
    }
}
