using MiniKube.Cel.Expressions;
using MiniKube.Cel.Types;

namespace MiniKube.Cel.Functions.Standard;

/// <summary>
/// The signatures of the operators of truth. Only <c>!</c> is called; the others look at their second argument only when they must, and
/// are nodes of their own.
/// </summary>
internal static class Logic
{
    public static IEnumerable<Overload> All =>
    [
        Overload.Of(Operators.Not, [CelType.Bool], CelType.Bool, static args => args[0].IsFalse),
        Overload.Of(Operators.And, [CelType.Bool, CelType.Bool], CelType.Bool, static args => args[0].IsTrue && args[1].IsTrue),
        Overload.Of(Operators.Or, [CelType.Bool, CelType.Bool], CelType.Bool, static args => args[0].IsTrue || args[1].IsTrue),
        Overload.Of(
            Operators.Conditional,
            [CelType.Bool, CelType.Parameter("A"), CelType.Parameter("A")],
            CelType.Parameter("A"),
            static args => args[0].IsTrue ? args[1] : args[2]),
    ];
}
