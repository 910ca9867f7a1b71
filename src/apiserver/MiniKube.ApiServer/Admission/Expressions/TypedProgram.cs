using MiniKube.Cel;
using MiniKube.Cel.Types;

namespace MiniKube.ApiServer.Admission.Expressions;

/// <summary>A program of a policy or of a condition, or why there is none. Immutable.</summary>
/// <param name="Expression">As it is written.</param>
/// <param name="Program">Null when it does not compile, or makes something else than is wanted.</param>
/// <param name="Error">Why there is none; empty when there is.</param>
internal sealed record TypedProgram(string Expression, CelProgram? Program, string Error)
{
    /// <param name="expression">As it is written.</param>
    /// <param name="environment">What it may name.</param>
    /// <param name="wanted">The type that it must be known to make; null for any.</param>
    public static TypedProgram Compile(string expression, CelEnvironment environment, CelType? wanted = null)
    {
        var compilation = environment.Compile(expression);
        return compilation.Program switch
        {
            null => new TypedProgram(expression, null, $"compilation failed: {compilation.Error}"),
            { ResultType: var type } when wanted is not null && !type.Equals(wanted) =>
                new TypedProgram(expression, null, $"must evaluate to {wanted} but got {type}"),
            var program => new TypedProgram(expression, program, ""),
        };
    }
}
