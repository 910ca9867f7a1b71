using System.Collections.Immutable;
using MiniKube.Cel.Costs;
using MiniKube.Cel.Functions;
using MiniKube.Cel.Values;

namespace MiniKube.Cel.Planning;

/// <summary>A call: its arguments, then the first overload that takes them.</summary>
internal sealed class CallNode(ImmutableArray<Node> parts, ImmutableArray<Overload> overloads, CelFunction? prepared) : Node
{
    public override CelValue Evaluate(Frame frame)
    {
        var buffer = default(Arguments);
        Span<CelValue> arguments = buffer;
        arguments = arguments[..parts.Length];
        for (var i = 0; i < parts.Length; i++)
        {
            arguments[i] = parts[i].Evaluate(frame);
            if (arguments[i].IsError)
            {
                return arguments[i];
            }
        }

        foreach (var overload in overloads)
        {
            if (overload.Accepts(arguments))
            {
                frame.Charge(CostOf(overload.Cost, arguments));
                return (prepared ?? overload.Body)(arguments);
            }
        }

        frame.Charge(1);
        return Errors.NoSuchOverload;
    }

    private static ulong CostOf(CostModel model, ReadOnlySpan<CelValue> arguments)
    {
        if (model.Cost is not { } cost)
        {
            return 1;
        }

        Span<SizeRange> sizes = stackalloc SizeRange[arguments.Length];
        for (var i = 0; i < sizes.Length; i++)
        {
            sizes[i] = SizeRange.Exactly(SizeOf(arguments[i]));
        }

        return cost(sizes).Max;
    }

    private static ulong SizeOf(in CelValue value) => value.Kind switch
    {
        CelValueKind.String => (ulong)value.AsString.Length,
        CelValueKind.Bytes => (ulong)value.AsBytes.Length,
        CelValueKind.List => (ulong)value.AsList.Count,
        CelValueKind.Map => (ulong)value.AsMap.Count,
        CelValueKind.Opaque => value.AsOpaque.Size,
        _ => 1,
    };
}
