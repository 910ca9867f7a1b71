using MiniKube.Cel.Functions;
using MiniKube.Cel.Values;

namespace MiniKube.Cel.Planning;

/// <summary>A macro: walks over a list or the keys of a map.</summary>
/// <param name="range">What is walked over.</param>
/// <param name="slot">Of the first variable; the second is behind it.</param>
/// <param name="hasSecond">Two variables are bound.</param>
internal abstract class LoopNode(Node range, int slot, bool hasSecond) : Node
{
    public override CelValue Evaluate(Frame frame)
    {
        var over = range.Evaluate(frame);
        return over.Kind switch
        {
            CelValueKind.List => OverList(frame, over.AsList),
            CelValueKind.Map => OverMap(frame, over.AsMap),
            CelValueKind.Object => OverFields(frame, over.AsObject),
            CelValueKind.Error => over,
            _ => Errors.NoSuchOverload,
        };
    }

    /// <summary>The state before the first step.</summary>
    protected abstract object? Begin();

    /// <summary>One step with the variables set; a value ends the loop with it.</summary>
    protected abstract CelValue? Step(Frame frame, ref CelValue state, object? made);

    /// <summary>The result when no step has ended the loop.</summary>
    protected abstract CelValue End(in CelValue state, object? made);

    private CelValue OverList(Frame frame, CelList list)
    {
        var (state, made) = (CelValue.Null, Begin());
        for (var i = 0; i < list.Count; i++)
        {
            if (hasSecond)
            {
                frame.Locals[slot] = (long)i;
            }

            frame.Locals[hasSecond ? slot + 1 : slot] = list[i];
            if (Step(frame, ref state, made) is { } result)
            {
                return result;
            }
        }

        frame.Charge(1);
        return End(state, made);
    }

    private CelValue OverMap(Frame frame, CelMap map)
    {
        var (state, made) = (CelValue.Null, Begin());
        foreach (var key in map.Keys)
        {
            frame.Locals[slot] = key;
            if (hasSecond)
            {
                _ = map.TryGet(key, out frame.Locals[slot + 1]);
            }

            if (Step(frame, ref state, made) is { } result)
            {
                return result;
            }
        }

        frame.Charge(1);
        return End(state, made);
    }

    private CelValue OverFields(Frame frame, CelObject fields)
    {
        var (state, made) = (CelValue.Null, Begin());
        foreach (var field in fields.Fields)
        {
            frame.Locals[slot] = field;
            if (hasSecond)
            {
                frame.Locals[slot + 1] = fields.Get(field);
            }

            if (Step(frame, ref state, made) is { } result)
            {
                return result;
            }
        }

        frame.Charge(1);
        return End(state, made);
    }
}
