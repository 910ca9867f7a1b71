using MiniKube.Cel;

namespace MiniKube.ApiServer.Admission.Policies;

/// <summary>A program of a policy, or why there is none. Immutable.</summary>
/// <param name="Expression">As it is written.</param>
/// <param name="Program">Null when it does not compile.</param>
/// <param name="Error">Why it does not; empty when it does.</param>
internal sealed record PolicyProgram(string Expression, CelProgram? Program, string Error)
{
    public static PolicyProgram Compile(string expression, CelEnvironment environment)
    {
        var compilation = environment.Compile(expression);
        return new PolicyProgram(expression, compilation.Program, compilation.Program is null ? $"compilation failed: {compilation.Error}" : "");
    }
}
