using System.Collections.Immutable;
using MiniKube.Api.Errors;
using MiniKube.Schema.Types;

namespace MiniKube.Schema.Validation.Ordering;

/// <summary>
/// Puts complaints into the order in which upstream makes them: place by place, as its rules walk an object, whichever of our rules found them.
/// </summary>
internal static class CauseOrder
{
    /// <param name="causes">In the order in which they were found.</param>
    /// <param name="type">Of the object.</param>
    public static ImmutableArray<StatusCause> Arrange(ImmutableArray<StatusCause> causes, TypeSchema type)
    {
        if (causes.Length < 2)
        {
            return causes;
        }

        var root = new CauseNode(type, arrival: 0);
        for (var i = 0; i < causes.Length; i++)
        {
            root.Add(FieldSteps.Of(causes[i].Field), causes[i], i);
        }

        var arranged = ImmutableArray.CreateBuilder<StatusCause>(causes.Length);
        root.WriteTo(arranged);
        return arranged.MoveToImmutable();
    }
}
