using MiniKube.Cel;
using MiniKube.Cel.Functions;
using MiniKube.Cel.Types;

namespace MiniKube.ApiServer.CustomResources.Rules;

/// <summary>A rule with its programs. Immutable.</summary>
/// <param name="Source">As it is written.</param>
/// <param name="Program">Null when it does not compile.</param>
/// <param name="Error">Why it does not; empty when it does.</param>
/// <param name="MessageProgram">Null when there is none that compiles.</param>
/// <param name="MessageError">Why it does not; empty when it does, or is not there.</param>
internal sealed record CompiledRule(ValidationRule Source, CelProgram? Program, string Error, CelProgram? MessageProgram, string MessageError)
{
    /// <summary>The rule looks at the value before, and only at values that there were before.</summary>
    public bool IsTransition => Source.OptionalOldSelf != true && UsesOldSelf;

    public bool UsesOldSelf => Program?.Uses("oldSelf") == true;

    /// <param name="rule">The rule.</param>
    /// <param name="self">The type of the value that it is about.</param>
    public static CompiledRule Compile(ValidationRule rule, CelType self)
    {
        var environment = new CelEnvironment(
            FunctionLibraries.Kubernetes,
            [new CelVariable("self", self), new CelVariable("oldSelf", rule.OptionalOldSelf == true ? CelType.OptionalOf(self) : self)]);
        var (program, error) = Compile(rule.Rule, environment, CelType.Bool, "rule");
        var (message, messageError) = rule.MessageExpression.Length == 0
            ? (null, "")
            : Compile(rule.MessageExpression, environment, CelType.String, "messageExpression");
        return new CompiledRule(rule, program, error, message, messageError);
    }

    private static (CelProgram? Program, string Error) Compile(string text, CelEnvironment environment, CelType result, string what)
    {
        var compilation = environment.Compile(text);
        if (compilation.Program is not { } program)
        {
            return (null, $"{(what == "rule" ? "" : $"{what} ")}compilation failed: {compilation.Error}");
        }

        return program.ResultType.Equals(result)
            ? (program, "")
            : (null, what == "rule" ? "cel expression must evaluate to a bool" : $"{what} must evaluate to a string");
    }
}
