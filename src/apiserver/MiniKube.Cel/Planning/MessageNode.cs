using System.Collections.Immutable;
using MiniKube.Cel.Functions;
using MiniKube.Cel.Types;
using MiniKube.Cel.Values;

namespace MiniKube.Cel.Planning;

/// <summary>An object that is written out.</summary>
internal sealed class MessageNode(CelType type, ImmutableArray<(string Name, Node Value, bool IsOptional)> fields) : Node
{
    public const ulong Cost = 40;

    public override CelValue Evaluate(Frame frame)
    {
        var made = new Dictionary<string, CelValue>(fields.Length, StringComparer.Ordinal);
        foreach (var field in fields)
        {
            var value = field.Value.Evaluate(frame);
            if (value.IsError)
            {
                return value;
            }

            if (field.IsOptional && value.Kind != CelValueKind.Optional)
            {
                return Errors.NoSuchOverload;
            }

            if ((field.IsOptional ? value.AsOptional : value) is { } given)
            {
                made[field.Name] = given;
            }
        }

        frame.Charge(Cost);
        return new MadeObject(type, made);
    }
}
